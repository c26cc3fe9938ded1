import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compare, type Difference } from './compare.ts';

const program = join(process.env['ORACLE_BIN'] ?? '', 'helm');
const required = process.env['ORACLE_REQUIRED'] === '1';

describe.skipIf(!required && !existsSync(program))('random templates over random values (helm in ORACLE_BIN)', () => {
  it('are rendered, or refused, as the real tool does', { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'helm-fuzz-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const different: Difference[] = [];
    let equal = 0;
    for (let seed = 1; seed <= 5; seed += 1) {
      const compared = await compare(seed, 40, folder, { program, profile: '4.3' });
      different.push(...compared.different);
      equal += compared.equal;
    }
    expect(different).toEqual([]);
    expect(equal).toBeGreaterThan(120);
  });
});

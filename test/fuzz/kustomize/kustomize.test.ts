import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBuildCaches } from '../../../src/render/index.ts';
import { compare, type Oracle } from './compare.ts';

const program = join(process.env['ORACLE_BIN'] ?? '', 'kustomize');
const required = process.env['ORACLE_REQUIRED'] === '1';

describe.skipIf(!required && !existsSync(program))('random kustomizations (kustomize in ORACLE_BIN)', () => {
  it('are built, or refused, as the real tool does', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kustomize-fuzz-'));
    const oracle: Oracle = { program, verb: 'build', profile: '5.8' };
    const caches = createBuildCaches({ cacheBytes: 10_000_000 });
    const different: number[] = [];
    let equal = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const { verdict } = await compare(seed, folder, oracle, caches);
      if (verdict === 'different') different.push(seed);
      if (verdict === 'equal') equal += 1;
    }
    rmSync(folder, { recursive: true });
    expect(different).toEqual([]);
    expect(equal).toBeGreaterThan(100);
  });
});

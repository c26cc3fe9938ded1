import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fidelityClasses, fidelityDocument, scriptNames, scriptsOf } from '../../scripts/sandbox/index.ts';

describe('the published table of fidelity', () => {
  it('is that of the recorded cases: run scripts/sandbox-fidelity.ts', () => {
    const published = readFileSync(join(import.meta.dirname, '../../docs/sandbox-fidelity.md'), 'utf8');
    expect(published).toBe(fidelityDocument());
  });

  it('counts every script once', () => {
    expect(fidelityClasses().flatMap(scriptsOf).sort()).toEqual(scriptNames());
  });

  it('gives a reason for every difference', () => {
    const known = fidelityClasses().flatMap((one) => one.known);
    expect(known.filter(({ reason }) => reason.length < 10)).toEqual([]);
    expect(new Set(known.map((entry) => entry.case)).size).toBe(known.length);
  });
});

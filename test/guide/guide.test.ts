import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Results, rowOf, runGuide } from './guide.ts';
import { readLines } from './lines.ts';
import { systems } from './rows.ts';
import { compatibilityTable, score, withTable } from './table.ts';

const lines = readLines();
const runnable = lines.filter(({ id }) => rowOf(id).waitsFor === undefined).map(({ id }) => id);

describe('the guide', () => {
  it('is here as it is: the lines and the manifests', () => {
    const files = globSync('{lines.tsv,manifests/**/*.yaml}', { cwd: import.meta.dirname }).sort();
    const hash = createHash('sha256');
    for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(import.meta.dirname, file)));
    expect(files).toHaveLength(22);
    expect(hash.digest('hex')).toBe('733578cb01d5136dbf8b1bae253be680bce86130f2af57d1058c4722e50adb2d');
  });

  it('has each line in one system, with a way to see it work or the reason why not yet', () => {
    const ids = systems.flatMap(({ rows }) => Object.keys(rows));
    expect(ids.sort()).toEqual(lines.map(({ id }) => id).sort());
    expect(lines).toHaveLength(62);
    for (const id of ids) expect([rowOf(id).case, rowOf(id).waitsFor]).not.toEqual([undefined, undefined]);
  });
});

describe('the guide on Slipway', () => {
  let results: Results = new Map();
  beforeAll(async () => {
    results = await runGuide({ env: process.env });
  }, 240_000);

  it.each(runnable)('%s works', (id) => {
    const result = results.get(id);
    if (result?.kind === 'skipped' && process.env['ORACLE_REQUIRED'] !== '1') return;
    expect(result, JSON.stringify(result)).toMatchObject({ kind: 'works' });
  });

  it('is what README.md promises', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
    // What cannot be run here worked where the table was written.
    const assumed: Results = new Map(
      [...results].map(([id, result]) => [id, result.kind === 'skipped' ? { kind: 'works', ms: 0 } : result]),
    );
    expect(readme).toBe(withTable(readme, compatibilityTable(assumed)));
  });
});

describe('the run', () => {
  it('skips rows whose client is absent, says why, and counts them for nothing', async () => {
    const told: string[] = [];
    const results = await runGuide({ env: { PATH: '' }, ended: ({ id }) => told.push(id) });
    expect(results.get('environments')).toEqual({ kind: 'skipped', reason: 'there is no git on the PATH' });
    expect(results.get('app-get')).toEqual({ kind: 'not yet', waitsFor: "Argo CD's API" });
    expect(told.sort()).toEqual(lines.map(({ id }) => id).sort());
    expect(score(results)).toBe('0 of 62');
  });

  it('names the variable that the real flux is looked for in', async () => {
    const results = await runGuide({ env: { PATH: process.env['PATH'] }, chosen: (id) => id === 'flux-get' });
    expect([...results]).toEqual([
      ['flux-get', { kind: 'skipped', reason: 'ORACLE_BIN, the folder with the real flux, is not set' }],
    ]);
  });
});

describe('the table', () => {
  const results: Results = new Map([
    ['hybrid', { kind: 'works', ms: 1 }],
    ['monorepo', { kind: 'fails', ms: 1, message: 'no' }],
    ['repo-per-team', { kind: 'not yet', waitsFor: 'projects' }],
    ['flagger-canary', { kind: 'not yet', waitsFor: 'Flagger' }],
    ['rollback-flagger', { kind: 'not yet', waitsFor: 'Flagger' }],
  ]);

  it('has a line for each system, and counts only what works', () => {
    const table = compatibilityTable(results).split('\n');
    expect(table).toHaveLength(systems.length + 3);
    expect(table).toContain('| both together | 1 of 3 | `hybrid` | a repair of monorepo, projects |');
    expect(table).toContain('| Flagger | 0 of 3 | – | Flagger (2) |');
    expect(table.at(-1)).toBe('| **all** | **1 of 62** | | |');
  });

  it('goes between its markers, and nowhere else', () => {
    const document = 'before\n<!-- guide:begin -->\nold\n<!-- guide:end -->\nafter\n';
    const written = withTable(document, 'new');
    expect(written).toBe('before\n<!-- guide:begin -->\nnew\n<!-- guide:end -->\nafter\n');
    expect(withTable(written, 'new')).toBe(written);
    expect(() => withTable('no markers', 'new')).toThrow('guide:begin');
    expect(() => withTable('<!-- guide:begin -->', 'new')).toThrow('guide:end');
  });
});

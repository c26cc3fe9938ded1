/**
 * Every folder of testdata/edits is a kustomization file (`input.yaml`), commands of `kustomize edit` (`commands.txt`, one a line), and the file
 * that the real command makes of it (`output.yaml`; missing where it refuses). REWRITE_CASES=1 asks the kustomize in ORACLE_BIN for the last.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runIn } from './testing/run-in.ts';

const folder = join(import.meta.dirname, 'testdata/edits');
const oracle = process.env['ORACLE_BIN'];
const corpus = process.env['SLIPWAY_CORPUS'];
const required = process.env['ORACLE_REQUIRED'] === '1';

/** Words as a shell takes them, without what else shells do. */
const wordsOf = (line: string): string[] => line.split(' ');

/** What ours makes of a file; undefined where a command refuses. */
async function ours(input: string, commands: readonly string[]): Promise<string | undefined> {
  let text = input;
  for (const command of commands) {
    const run = runIn({ 'kustomization.yaml': text }, 'kustomize', 'edit', ...wordsOf(command));
    const { cwd, code } = await run.catch(() => ({ cwd: '', code: 1 }));
    if (code !== 0) return undefined;
    text = readFileSync(join(cwd, 'kustomization.yaml'), 'utf8');
  }
  return text;
}

/** What the real one does. */
function theirs(input: string, commands: readonly string[]): string | undefined {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-kustomize-edit-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const file = join(cwd, 'kustomization.yaml');
  writeFileSync(file, input);
  for (const command of commands) {
    if (spawnSync(join(oracle ?? '', 'kustomize'), ['edit', ...wordsOf(command)], { cwd }).status !== 0)
      return undefined;
  }
  return readFileSync(file, 'utf8');
}

describe('slipway kustomize edit', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const input = readFileSync(join(folder, name, 'input.yaml'), 'utf8');
    const commands = readFileSync(join(folder, name, 'commands.txt'), 'utf8')
      .trimEnd()
      .split('\n');
    const output = join(folder, name, 'output.yaml');
    if (process.env['REWRITE_CASES'] === '1') {
      const text = theirs(input, commands);
      rmSync(output, { force: true });
      if (text !== undefined) writeFileSync(output, text);
    }
    const expected = existsSync(output) ? readFileSync(output, 'utf8') : undefined;
    expect(await ours(input, commands)).toBe(expected);
  });

  it('needs one kustomization file', async () => {
    const set = ['kustomize', 'edit', 'set', 'namespace', 'n'] as const;
    await expect(runIn({}, ...set)).rejects.toThrow("Missing kustomization file 'kustomization.yaml'");
    const two = { 'kustomization.yaml': '', Kustomization: '' };
    await expect(runIn(two, ...set)).rejects.toThrow('Found multiple kustomization file');
    const { cwd } = await runIn({ Kustomization: '' }, ...set);
    expect(readFileSync(join(cwd, 'Kustomization'), 'utf8')).toContain('namespace: "n"\n');
  });
});

describe.skipIf(!required && (oracle === undefined || corpus === undefined))(
  'slipway kustomize edit beside the real one (ORACLE_BIN, SLIPWAY_CORPUS)',
  () => {
    const commands = [
      'set image nginx:1 other=*:2',
      'set nameprefix x-',
      'add label --without-selector a.b/c:d',
      'set annotation k:v',
      'set replicas web=3',
    ];

    it('writes the same bytes for every tenth kustomization of the corpus', { timeout: 120_000 }, async () => {
      const lines = readFileSync(join(corpus ?? '', 'kustomize.tsv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1);
      let compared = 0;
      for (const [index, line] of lines.entries()) {
        if (index % 10 !== 0) continue;
        const [repository = '', , path = ''] = line.split('\t');
        const file = join(corpus ?? '', 'kustomize', repository.replace('/', '+'), path, 'kustomization.yaml');
        if (!existsSync(file)) continue;
        const input = readFileSync(file, 'utf8');
        expect(await ours(input, commands), `${repository}/${path}`).toBe(theirs(input, commands));
        compared += 1;
      }
      expect(compared).toBeGreaterThan(20);
    });
  },
);

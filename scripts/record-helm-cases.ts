/**
 * Records what the real helm makes of the cases in `src/cli/commands/helm/testdata/`: `AREA.json` has files that all cases share, and cases with files of
 * their own and arguments behind `helm template rel c`; `AREA.recorded.json` gets, in the same order, what each version prints, or why it refuses; a
 * version that answers as the one before it is left out.
 *
 *     bin/node scripts/record-helm-cases.ts HELM-4.1 HELM-4.2 HELM-4.3 [AREA…]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './generated-files.ts';

const testdata = join(root, 'src/cli/commands/helm/testdata');

interface Area {
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly name: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly args: readonly string[];
  }[];
}

function answers(area: Area, programs: readonly string[]): unknown[] {
  return area.cases.map(({ files, args }) => {
    const folder = mkdtempSync(join(tmpdir(), 'helm-case-'));
    for (const [path, text] of Object.entries({ ...area.files, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const recorded: Record<string, unknown> = {};
    let before = '';
    for (const [index, program] of programs.entries()) {
      const { status, stdout, stderr } = spawnSync(program, ['template', 'rel', 'c', ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { HOME: folder, TZ: 'UTC' },
        timeout: 60_000,
      });
      const errors = stderr.replaceAll(folder, '').split('\n');
      const answer =
        status === 0
          ? { out: stdout }
          : { error: errors.slice(errors.findIndex((line) => line.startsWith('Error: '))).join('\n') };
      if (JSON.stringify(answer) !== before) recorded[`4.${index + 1}`] = answer;
      before = JSON.stringify(answer);
    }
    rmSync(folder, { recursive: true });
    return recorded;
  });
}

const [old, current, next, ...wanted] = process.argv.slice(2);
if (old === undefined || current === undefined || next === undefined) throw new Error('give three programs');
for (const file of readdirSync(testdata)) {
  const name = /^(\w+)\.json$/.exec(file)?.[1];
  if (name === undefined || (wanted.length > 0 && !wanted.includes(name))) continue;
  const area = JSON.parse(readFileSync(join(testdata, file), 'utf8')) as Area;
  const recorded = answers(area, [old, current, next]);
  writeFileSync(join(testdata, `${name}.recorded.json`), `${JSON.stringify(recorded, undefined, 1)}\n`);
  console.log(`${name}: ${recorded.length} cases`);
}

/**
 * Runs the guide's lines with the real clients and says how many work.
 *
 *     npm run test:guide -- [--only TEXT] [--all] [--write] [--kubeconfig FILE]
 *
 * `--only` takes the rows whose id holds TEXT, `--all` also tries rows that are not expected to work yet, `--write` puts the table of
 * results into README.md, and `--kubeconfig` runs on another cluster than the sandbox. The real flux and argocd are looked for in
 * `ORACLE_BIN`; a row whose client is absent is skipped, and with `ORACLE_REQUIRED=1` that is a failure.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Result, runGuide } from './guide.ts';
import { compatibilityTable, score, withTable } from './table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    kubeconfig: { type: 'string' },
  },
});

// Timers of the clock do not keep the process alive; this one does, until the guide is at its end.
const alive = setInterval(() => undefined, 60_000);
const results = await runGuide({
  env: process.env,
  chosen: (id) => id.includes(values.only),
  everything: values.all,
  kubeconfig: values.kubeconfig,
  ended: ({ id }, result) => console.log(`${result.kind.padEnd(8)} ${id.padEnd(27)} ${told(result)}`),
});
clearInterval(alive);
const kinds = new Set([...results.values()].map(({ kind }) => kind));
const incomplete = kinds.has('skipped') || values.only !== '';
if (values.write && incomplete) console.error('README.md is left as it is: not every row was run');
if (values.write && !incomplete) {
  const readme = resolve(import.meta.dirname, '../../README.md');
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), compatibilityTable(results)));
}
if (kinds.has('fails') || (kinds.has('skipped') && process.env['ORACLE_REQUIRED'] === '1')) process.exitCode = 1;
console.log(score(results));

function told(result: Result): string {
  switch (result.kind) {
    case 'works':
      return `${(result.ms / 1000).toFixed(1)} s`;
    case 'fails':
      return `${(result.ms / 1000).toFixed(1)} s\n${result.message}`;
    case 'skipped':
      return result.reason;
    case 'not yet':
      return result.waitsFor;
  }
}

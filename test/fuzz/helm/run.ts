/**
 * Renders random templates over random values with ours and the real helm and shows where they differ; exits with 1 where they do.
 *
 *     npm run fuzz:helm -- --helm PROGRAM [--profile 4.1] [--seed 1] [--count 2000] [--show 10]
 *
 * Forty templates share a chart and its values; chart n is made of seed + n.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HelmProfile } from '../../../src/render/index.ts';
import { compare } from './compare.ts';

const { values } = parseArgs({
  options: {
    helm: { type: 'string' },
    profile: { type: 'string', default: '4.1' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    show: { type: 'string', default: '10' },
  },
});
const program = values.helm ?? join(process.env['ORACLE_BIN'] ?? '', 'helm');
const perChart = 40;
const first = Number(values.seed);
const charts = Math.ceil(Number(values.count) / perChart);
const counts = { equal: 0, refusedAlike: 0, different: 0 };
const work = mkdtempSync(join(tmpdir(), 'helm-fuzz-'));
for (let seed = first; seed < first + charts; seed += 1) {
  const oracle = { program, profile: values.profile as HelmProfile };
  const { equal, refusedAlike, different } = await compare(seed, perChart, work, oracle);
  counts.equal += equal;
  counts.refusedAlike += refusedAlike;
  for (const difference of different) {
    counts.different += 1;
    if (counts.different <= Number(values.show)) {
      process.stdout.write(`seed ${seed} ${JSON.stringify({ ...difference, values: undefined }, undefined, 1)}\n`);
    }
  }
}
rmSync(work, { recursive: true });
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exitCode = counts.different > 0 ? 1 : 0;

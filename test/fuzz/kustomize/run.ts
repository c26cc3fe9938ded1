/**
 * Builds random kustomizations with ours and the real tool and shows where they differ; exits with 1 where they do.
 *
 *     ORACLE_BIN=… npm run fuzz -- [--seed 1] [--count 2000] [--keep FOLDER] [--kubectl PROGRAM]
 *
 * Case n is made of seed + n. With `--kubectl`, kubectl 1.35 is asked, which has kustomize 5.7; else `kustomize` 5.8 in ORACLE_BIN.
 * `--keep` writes what differs there.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBuildCaches } from '../../../src/render/index.ts';
import { compare, type Comparison, type Oracle } from './compare.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    keep: { type: 'string' },
    kubectl: { type: 'string' },
  },
});

function oracle(): Oracle {
  if (values.kubectl !== undefined) return { program: values.kubectl, verb: 'kustomize', profile: '5.7' };
  const folder = process.env['ORACLE_BIN'];
  if (folder === undefined) throw new Error('set ORACLE_BIN to the folder with the real kustomize, or name --kubectl');
  return { program: join(folder, 'kustomize'), verb: 'build', profile: '5.8' };
}

function keep({ seed, files, real, ours }: Comparison, folder: string): void {
  const texts = [...files, ['real.yaml', real] as const, ['ours.yaml', ours] as const];
  for (const [path, text] of texts) {
    const place = join(folder, String(seed), path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

const tool = oracle();
const caches = createBuildCaches({ cacheBytes: 10_000_000 });
const work = mkdtempSync(join(tmpdir(), 'kustomize-fuzz-'));
const first = Number(values.seed);
const last = first + Number(values.count);
const counts = { equal: 0, 'both-refused': 0, different: 0 };
let next = first;

async function worker(name: string): Promise<void> {
  while (next < last) {
    const compared = await compare((next += 1) - 1, join(work, name), tool, caches);
    counts[compared.verdict] += 1;
    if (compared.verdict !== 'different') continue;
    process.stdout.write(`seed ${compared.seed} differs\n`);
    if (values.keep !== undefined) keep(compared, values.keep);
  }
}

await Promise.all([worker('one'), worker('two')]);
rmSync(work, { recursive: true });
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exitCode = counts.different > 0 ? 1 : 0;

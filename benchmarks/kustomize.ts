/**
 * How much faster the corpus of kustomizations is built here than by the standalone program: this process warm, with parsed files known
 * (warm) and not (cold), beside a run of `kustomize` for each case. Every time is the least of several, since other work may share the
 * machine; a ratio is the program's time by ours. What an empty process takes is printed beside it.
 *
 *     SLIPWAY_CORPUS=… ORACLE_BIN=… bin/node benchmarks/kustomize.ts [--ours] [--every=N] [PART OF A CASE'S NAME…]
 *
 * `--ours` leaves the program out, `--every=4` takes every fourth case. The goal: p50 ≥ 5 cold and ≥ 10 warm, and no case below 2.
 *
 * Measured on two cores that other work shared (load 2; an empty process took 7.4 ms, which is in the program's times), Node 24.21, kustomize
 * 5.8.1, `--every=3` (129 cases): cold p50 × 11.5, p95 × 5.7, least × 4.2; warm p50 × 33.3, p95 × 12.5, least × 10.3. At load 13 the
 * least was × 2.8 cold and × 7.3 warm. A build's time is that of reading and writing YAML and of collecting garbage; nothing else stands out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BuildCaches,
  buildKustomization,
  createBuildCaches,
  defaultBuildLimits,
  refusingRemotes,
  resourcesText,
} from '../src/render/index.ts';
import { openTree } from '../src/source/index.ts';

const RUNS = 3;

interface Case {
  readonly name: string;
  readonly root: string;
  readonly path: string;
}

interface Times {
  readonly name: string;
  readonly cold: number;
  readonly warm: number;
  readonly program: number;
}

function main(words: readonly string[]): void {
  const corpus = process.env['SLIPWAY_CORPUS'] ?? '';
  const program = join(process.env['ORACLE_BIN'] ?? '', 'kustomize');
  if (!existsSync(join(corpus, 'kustomize.tsv'))) throw new Error('SLIPWAY_CORPUS does not name the corpus');
  const oursOnly = words.includes('--ours');
  if (!oursOnly && !existsSync(program)) throw new Error('ORACLE_BIN has no kustomize: install it, or use --ours');
  const every = Number(words.find((word) => word.startsWith('--every='))?.slice('--every='.length) ?? 1);
  const parts = words.filter((word) => !word.startsWith('--'));
  const cases = readCases(corpus).filter(
    ({ name }, index) => index % every === 0 && parts.every((part) => name.includes(part)),
  );
  const kept = newCaches();
  for (let turn = 0; turn < 2; turn += 1) for (const one of cases) build(one, kept);
  const times = cases.map((one): Times => {
    const cold = fastest(() => build(one, newCaches()));
    const warm = fastest(() => build(one, kept));
    const other = oursOnly ? cold : fastest(() => run(program, ['build', join(one.root, one.path)]));
    return { name: one.name, cold, warm, program: other };
  });
  console.log(`${cases.length} cases, Node ${process.version}`);
  reportTimes(
    'cold',
    times.map(({ cold }) => cold),
  );
  reportTimes(
    'warm',
    times.map(({ warm }) => warm),
  );
  if (oursOnly) return;
  reportTimes(
    'kustomize',
    times.map((one) => one.program),
  );
  console.log(`an empty process: ${fastest(() => run('/bin/true', [])).toFixed(2)} ms`);
  reportRatios('cold', times, (one) => one.program / one.cold);
  reportRatios('warm', times, (one) => one.program / one.warm);
}

function readCases(corpus: string): Case[] {
  const [, ...lines] = readFileSync(join(corpus, 'kustomize.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [repository = '', , path = ''] = line.split('\t');
    return { name: `${repository}/${path}`, path, root: join(corpus, 'kustomize', repository.replace('/', '+')) };
  });
}

function newCaches(): BuildCaches {
  return createBuildCaches({ cacheBytes: 1 << 30 });
}

function build({ name, root, path }: Case, caches: BuildCaches): string {
  const built = buildKustomization(
    openTree({ kind: 'folder', path: root }),
    path,
    { profile: '5.8', remotes: refusingRemotes('none'), limits: defaultBuildLimits, checkpoint: () => {} },
    caches,
  );
  if (built.kind !== 'built') throw new Error(`${name} needs what is not here`);
  return resourcesText(built.resources);
}

function run(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr?.toString() ?? ''}`, { cause: error });
}

function fastest(action: () => unknown): number {
  let best = Infinity;
  for (let count = 0; count < RUNS; count += 1) {
    const start = performance.now();
    action();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function reportTimes(name: string, times: readonly number[]): void {
  const sum = times.reduce((total, time) => total + time, 0);
  const [p50, p95, worst] = [0.5, 0.95, 1].map((part) => quantile(times, part).toFixed(2).padStart(8));
  console.log(`${name.padEnd(10)} p50 ${p50}  p95 ${p95}  most ${worst}  all ${sum.toFixed(0).padStart(6)} ms`);
}

function reportRatios(name: string, times: readonly Times[], ratio: (one: Times) => number): void {
  const ratios = times.map(ratio);
  // The slow end of ratios is their small end.
  const [p50, p95, least] = [0.5, 0.05, 0].map((part) => quantile(ratios, part).toFixed(1).padStart(6));
  console.log(`${name.padEnd(10)} p50 ×${p50}  p95 ×${p95}  least ×${least}`);
  for (const one of times.toSorted((a, b) => ratio(a) - ratio(b)).slice(0, 8)) {
    if (ratio(one) >= 4) continue;
    const { cold, warm, program } = one;
    console.log(
      `  ×${ratio(one).toFixed(1)} ${one.name} cold ${cold.toFixed(1)} warm ${warm.toFixed(1)} kustomize ${program.toFixed(1)} ms`,
    );
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(part * (sorted.length - 1))] ?? NaN;
}

main(process.argv.slice(2));

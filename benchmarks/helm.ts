/**
 * How much faster the corpus of charts is rendered here than by the standalone program: this process warm, with templates and documents known
 * (warm) and not (cold: the chart is read, its templates are parsed), beside a run of `helm template` for each case. Every time is the least of
 * several, since other work may share the machine; a ratio is the program's time by ours. Last, 100 releases of one chart with values of their own.
 *
 *     SLIPWAY_CORPUS=… ORACLE_BIN=… bin/node benchmarks/helm.ts [--ours] [--every=N] [PART OF A CASE'S NAME…]
 *
 * `--ours` leaves the program out, `--every=4` takes every fourth case. The goal: p50 ≥ 4 cold and ≥ 10 warm, no case below 1.5; podinfo in ≤ 10 ms
 * cold and ≤ 4 ms warm.
 *
 * Measured on two cores at load 10, Node 24.21, helm 4.3.1, `--every=3` (139 cases): cold p50 × 14.7, p5 × 1.9, least × 0.95 (prometheus); warm p50
 * × 32.7, p5 × 2.9, least × 2.0. podinfo: helm 56 ms, ours 15 ms cold and 4 ms warm; 100 releases of it 315 ms. The slow ones are charts with hundreds
 * of documents, whose YAML is read to find their kinds.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLru, systemRandom } from '../src/base/index.ts';
import { createTemplateBudget } from '../src/lang/index.ts';
import {
  capabilitiesOf,
  type Chart,
  chartFunctionsFor,
  chartValues,
  createHelmCaches,
  type HelmCaches,
  loadChart,
  manifestText,
  mergeValueSources,
  renderChart,
  trueRandom,
} from '../src/render/index.ts';
import { pathTree } from '../src/source/index.ts';

const RUNS = 3;

interface Case {
  readonly name: string;
  readonly folder: string;
  readonly valuesFile: string | undefined;
}

interface Times {
  readonly name: string;
  readonly cold: number;
  readonly warm: number;
  readonly program: number;
}

function main(words: readonly string[]): void {
  const corpus = process.env['SLIPWAY_CORPUS'] ?? '';
  const program = join(process.env['ORACLE_BIN'] ?? '', 'helm');
  if (!existsSync(join(corpus, 'helm.tsv'))) throw new Error('SLIPWAY_CORPUS does not name the corpus');
  const oursOnly = words.includes('--ours');
  if (!oursOnly && !existsSync(program)) throw new Error('ORACLE_BIN has no helm: install it, or use --ours');
  const every = Number(words.find((word) => word.startsWith('--every='))?.slice('--every='.length) ?? 1);
  const parts = words.filter((word) => !word.startsWith('--'));
  const cases = readCases(corpus).filter(
    ({ name }, index) => index % every === 0 && parts.every((part) => name.includes(part)),
  );
  const kept = newState();
  for (let turn = 0; turn < 2; turn += 1) for (const one of cases) render(one, kept);
  const times = cases.map((one): Times => {
    const cold = fastest(() => render(one, newState()));
    const warm = fastest(() => render(one, kept));
    const values = one.valuesFile === undefined ? [] : ['-f', one.valuesFile];
    const run = (): void =>
      void spawnSync(program, ['template', 'rel', '.', '--namespace', 'ns', ...values], { cwd: one.folder });
    return { name: one.name, cold, warm, program: oursOnly ? cold : fastest(run) };
  });
  console.log(`${cases.length} cases, Node ${process.version}`);
  report('cold, ms', times, ({ cold }) => cold);
  report('warm, ms', times, ({ warm }) => warm);
  if (!oursOnly) {
    report('helm, ms', times, (one) => one.program);
    report('helm by cold', times, (one) => one.program / one.cold);
    report('helm by warm', times, (one) => one.program / one.warm);
  }
  for (const one of cases.filter(({ name }) => name.includes('/podinfo/charts/podinfo -'))) reportReleases(one);
}

function readCases(corpus: string): Case[] {
  const [, ...lines] = readFileSync(join(corpus, 'helm.tsv'), 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const [repository = '', , path = '', , , values = '', status = ''] = line.split('\t');
    if (status !== 'ok' && status !== 'masked') return [];
    return {
      name: `${repository}/${path} ${values}`,
      folder: join(corpus, 'helm', repository.replace('/', '+'), path),
      valuesFile: values === '-' ? undefined : values,
    };
  });
}

interface State {
  readonly caches: HelmCaches;
  readonly charts: ReturnType<typeof createLru<Chart>>;
}

function newState(): State {
  return { caches: createHelmCaches({ cacheBytes: 1 << 30 }), charts: createLru<Chart>({ max: 1000 }) };
}

function render({ folder, valuesFile }: Case, { caches, charts }: State, set: readonly string[] = []): string {
  const tree = pathTree('/');
  const path = folder.slice(1);
  const data = valuesFile === undefined ? undefined : readFileSync(join(folder, valuesFile), 'latin1');
  const files = valuesFile === undefined || data === undefined ? [] : [{ name: valuesFile, data }];
  const budget = createTemplateBudget({ maxSteps: 200_000_000, maxBytes: 1 << 30 });
  const rendered = renderChart(
    loadChart(tree, path, { profile: '4.3', cache: charts }),
    {
      profile: '4.3',
      release: { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false },
      values: mergeValueSources({ base: chartValues({}), files, set }, () => ''),
      capabilities: capabilitiesOf('4.3', {}),
      functions: chartFunctionsFor({
        now: () => BigInt(Date.now()) * 1_000_000n,
        timeZone: 'UTC',
        random: trueRandom(systemRandom),
        budget,
      }),
      budget,
    },
    caches,
  );
  return manifestText(rendered, { includeCrds: false });
}

function fastest(run: () => unknown): number {
  let least = Infinity;
  for (let turn = 0; turn < RUNS; turn += 1) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function report(what: string, times: readonly Times[], valueOf: (one: Times) => number): void {
  const sorted = times.map(valueOf).sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  const least = times.toSorted((a, b) => valueOf(a) - valueOf(b)).slice(0, 5);
  console.log(`${what}: least ${at(0)}, p5 ${at(0.05)}, p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`);
  for (const one of least)
    console.log(
      `  ${valueOf(one).toFixed(2)} ${one.name}: ${one.cold.toFixed(0)} cold, ${one.program.toFixed(0)} helm`,
    );
}

/** 100 releases of one chart: its templates are parsed once. */
function reportReleases(one: Case): void {
  const state = newState();
  const start = performance.now();
  for (let index = 0; index < 100; index += 1)
    render(one, state, [`replicaCount=${index}`, `ui.message=hello ${index}`]);
  console.log(`100 releases of ${one.name}: ${(performance.now() - start).toFixed(0)} ms in all`);
}

main(process.argv.slice(2));

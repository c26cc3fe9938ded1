/**
 * What a commit costs that touches one of 1,000 overlays: every one is asked for again over the new tree, and one of them is rendered.
 *
 *     bin/node benchmarks/overlays.ts
 *
 * The goal: less than 50 ms in all. Measured on two cores that other work shared (Node 24.21): all rendered in 1,290 ms; one changed: least
 * 23 ms, p50 30 ms, most 65 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noMetrics, seededRandom, silentLogger, systemClock } from '../src/base/index.ts';
import { createRenderer } from '../src/render/index.ts';
import { ContentStore, memoryTree, saveTree, type TreeLocator } from '../src/source/index.ts';
import { overlayFiles } from '../test/support/overlays.ts';

const COUNT = 1_000;
const COMMITS = 20;

const directory = mkdtempSync(join(tmpdir(), 'slipway-overlays-'));
const store = new ContentStore({ directory, clock: systemClock, random: seededRandom(1) });
const renderer = createRenderer({ workers: 1, clock: systemClock, logger: silentLogger, metrics: noMetrics });
const options = { kind: 'kustomize', dialect: 'argocd', profile: '5.8' } as const;
const paths = Array.from({ length: COUNT }, (_, number) => `overlays/${number}`);

/** Renders every overlay of a tree; in ms. */
async function renderAll(tree: TreeLocator): Promise<number> {
  const start = performance.now();
  for (const { problems } of await Promise.all(
    paths.map((path) => renderer.render({ tree, path, options, affinity: 'a' })),
  )) {
    if (problems.length > 0) throw new Error(problems[0]?.message);
  }
  return performance.now() - start;
}

const files = overlayFiles(COUNT);
const first = await renderAll(await saveTree(store, memoryTree(files)));
const later: number[] = [];
for (let commit = 1; commit <= COMMITS; commit += 1) {
  files[`overlays/${commit}/patch.yaml`] = (files[`overlays/${commit}/patch.yaml`] ?? '').replace(
    /replicas: .*\d+/,
    'replicas: 2000',
  );
  later.push(await renderAll(await saveTree(store, memoryTree(files))));
}
later.sort((a, b) => a - b);
console.log(`${COUNT} overlays, Node ${process.version}: all rendered in ${first.toFixed(0)} ms`);
console.log(
  `one changed: least ${later[0]?.toFixed(1)} ms, p50 ${later[COMMITS / 2]?.toFixed(1)} ms, most ${later.at(-1)?.toFixed(1)} ms`,
);
await renderer.close();
rmSync(directory, { recursive: true });

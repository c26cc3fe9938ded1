import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CountedMetrics } from '../../../test/support/counted-metrics.ts';
import { overlayFiles } from '../../../test/support/overlays.ts';
import { seededRandom, silentLogger, systemClock } from '../../base/index.ts';
import { ContentStore, memoryTree, saveTree } from '../../source/index.ts';
import { createRenderer } from '../threads/index.ts';

const overlays = 1_000;

// How long it takes is measured by benchmarks/overlays.ts.
it('renders of 1,000 overlays those alone that a commit touches', { timeout: 120_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-overlays-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const store = new ContentStore({ directory, clock: systemClock, random: seededRandom(1) });
  const metrics = new CountedMetrics();
  const renderer = createRenderer({ workers: 1, clock: systemClock, logger: silentLogger, metrics });
  onTestFinished(() => renderer.close());
  const options = { kind: 'kustomize', dialect: 'argocd', profile: '5.8' } as const;
  /** How many renders a commit with these files costs. */
  const rendersFor = async (files: Record<string, string>): Promise<number> => {
    const before = metrics.total('slipway_render_cache_total', { result: 'miss' });
    const tree = await saveTree(store, memoryTree(files));
    const paths = Array.from({ length: overlays }, (_, number) => `overlays/${number}`);
    const results = await Promise.all(paths.map((path) => renderer.render({ tree, path, options, affinity: 'a' })));
    expect(results.flatMap(({ problems }) => problems)).toEqual([]);
    return metrics.total('slipway_render_cache_total', { result: 'miss' }) - before;
  };
  const files = overlayFiles(overlays);
  expect(await rendersFor(files)).toBe(overlays);
  const one: Record<string, string> = { ...files, 'overlays/7/patch.yaml': files['overlays/8/patch.yaml'] ?? '' };
  expect(await rendersFor(one)).toBe(1);
  expect(await rendersFor({ ...one, 'base/README.md': 'nobody reads this' })).toBe(0);
  expect(await rendersFor({ ...one, 'overlays/9/unrelated.txt': '' })).toBe(0);
  const based = { ...one, 'base/service.yaml': (one['base/service.yaml'] ?? '').replace('80', '81') };
  expect(await rendersFor(based)).toBe(overlays);
});

import { createTemplateBudget } from '../../../lang/index.ts';
import { pathTree, type Tree } from '../../../source/index.ts';
import { seededRandom } from '../../../base/index.ts';
import { capabilitiesOf } from '../capabilities/index.ts';
import { loadChart } from '../chart/index.ts';
import { chartFunctionsFor } from '../functions.ts';
import { documentText, manifestText } from '../manifest-text.ts';
import type { HelmProfile } from '../profile.ts';
import { trueRandom } from '../random.ts';
import { type HelmCaches, renderChart } from '../render-chart.ts';
import { mergeValueSources } from '../strvals/index.ts';

/** What `helm template rel . --namespace ns [-f FILE]` prints of a chart, with a fixed clock and randomness, for tests. */
export function renderPlainly(
  tree: Tree,
  path: string,
  {
    profile,
    valuesFile,
    caches,
    seed = 1,
  }: {
    readonly profile: HelmProfile;
    readonly valuesFile?: string;
    readonly caches: HelmCaches;
    readonly seed?: number;
  },
): string {
  const budget = createTemplateBudget({ maxSteps: 50_000_000, maxBytes: 500_000_000 });
  const functions = chartFunctionsFor({
    now: () => 1_700_000_000_000_000_000n + BigInt(seed) * 1_000_000_000n,
    timeZone: 'UTC',
    random: trueRandom(seededRandom(seed)),
    budget,
  });
  const data = valuesFile === undefined ? '' : Buffer.from(tree.read(`${path}/${valuesFile}`)).toString('latin1');
  const values = mergeValueSources({ files: valuesFile === undefined ? [] : [{ name: valuesFile, data }] }, () => '');
  const rendered = renderChart(
    loadChart(tree, path, { profile }),
    {
      profile,
      release: { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false },
      values,
      capabilities: capabilitiesOf(profile, {}),
      functions,
      budget,
    },
    caches,
  );
  const manifest = manifestText(rendered, { includeCrds: false });
  return `${manifest.trim()}\n${rendered.hooks.map(({ path: from, manifest: hook }) => documentText(from, hook)).join('')}`;
}

/** The tree of a folder on the disk, and the path in it, so that links within the chart's repository lead somewhere. */
export function diskTree(folder: string): { readonly tree: Tree; readonly path: string } {
  return { tree: pathTree('/'), path: folder.replace(/^\//, '') };
}

import { createLru, openTransfer, systemRandom } from '../../../base/index.ts';
import { createTemplateBudget } from '../../../lang/index.ts';
import { type Chart, createHelmCaches, keyedRandom, trueRandom } from '../../helm/index.ts';
import type { RenderContext } from '../../render-kind.ts';
import type { KustomizeCharts } from '../../renderer.ts';
import type { ChartRenderer } from '../build/index.ts';
import { createChartRenderer } from '../charts/index.ts';

/** Steps that all templates of a build may take together, as those of one chart. */
const maxSteps = 200_000_000;

/** Renders the charts of kustomizations for one thread, and keeps what it loaded and parsed. */
export function createKindCharts({ cacheBytes }: { readonly cacheBytes: number }): {
  rendererFor(options: KustomizeCharts, context: RenderContext): ChartRenderer;
} {
  const caches = createHelmCaches({ cacheBytes: cacheBytes / 4 });
  const charts = createLru<Chart>({ maxSize: Math.max(1, cacheBytes / 4), sizeOf: sizeOfChart });
  return {
    rendererFor({ profile, kubeVersion, apiVersions, now = 0, randomKey }, context) {
      const key = openTransfer(randomKey);
      const maxBytes = Math.max(20 * context.limits.maxBytes, 100_000_000);
      return createChartRenderer({
        profile,
        caches,
        charts,
        budget: createTemplateBudget({ maxSteps, maxBytes, checkpoint: () => context.checkpoint() }),
        random: (release) =>
          key === undefined ? trueRandom(systemRandom) : keyedRandom(Buffer.from(key.reveal()), release),
        now: () => BigInt(Math.trunc(now)) * 1_000_000n,
        timeZone: 'UTC',
        kubeVersion,
        apiVersions,
      });
    },
  };
}

/** Texts are held once more as parsed templates. */
function sizeOfChart({ raw, dependencies }: Chart): number {
  const own = raw.reduce((size, { data }) => size + data.length + 100, 0);
  return dependencies.reduce((size, chart) => size + sizeOfChart(chart), 3 * own);
}

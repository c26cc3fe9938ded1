import { createLru, openTransfer, type Problem, systemRandom } from '../../../base/index.ts';
import { createTemplateBudget, type GoMap, type TemplateBudget } from '../../../lang/index.ts';
import { joinPath } from '../../../source/index.ts';
import type { RenderContext, RenderKind, RenderOutput } from '../../render-kind.ts';
import type { HelmOptions, RenderedRelease } from '../../renderer.ts';
import { type Capabilities, capabilitiesOf, parseKubeVersion } from '../capabilities/index.ts';
import { type Chart, loadChart } from '../chart/index.ts';
import { HelmError } from '../error.ts';
import { chartFunctionsFor } from '../functions.ts';
import { manifestText } from '../manifest-text.ts';
import { keyedRandom, type ReleaseRandom, trueRandom } from '../random.ts';
import { createHelmCaches, type RenderedChart, renderChart } from '../render-chart.ts';
import { ChartObjects } from './chart-objects.ts';
import { givenValues } from './given-values.ts';

/** Steps that all templates of a chart may take together: the largest real charts take some two millions. */
const maxSteps = 200_000_000;

/** Renders charts: charts loaded before, their templates and the documents that they gave are kept in about `cacheBytes`. */
export function createHelmKind({ cacheBytes }: { readonly cacheBytes: number }): RenderKind<HelmOptions> {
  const caches = createHelmCaches({ cacheBytes: cacheBytes / 2 });
  const charts = createLru<Chart>({ maxSize: Math.max(1, cacheBytes / 4), sizeOf: sizeOfChart });
  const objects = new ChartObjects({ maxBytes: cacheBytes / 4 });
  return {
    render(tree, path, options, context) {
      const folder = path.startsWith('/') ? undefined : joinPath('', path);
      if (folder === undefined) {
        const message = `the path ${path} leads out of the repository: give a folder inside it`;
        return refused({ code: 'path-outside', message });
      }
      try {
        const chart = loadChart(tree, folder, { profile: options.profile, cache: charts });
        context.checkpoint();
        const budget = budgetOf(context);
        const values = givenValues(tree, folder, options);
        let readsTime = false;
        const now = (): number => {
          readsTime = true;
          return options.now ?? 0;
        };
        const rendered = renderChart(chart, chartOptions(options, values, now, budget), caches);
        return { ...outputOf(rendered, folder, options, context, objects), readsTime };
      } catch (error) {
        if (error instanceof HelmError) return refused(problemOf(error, folder));
        throw error;
      }
    },
  };
}

function sizeOfChart({ raw, dependencies }: Chart): number {
  const own = raw.reduce((size, { data }) => size + data.length + 100, 0);
  // Texts are held once more as parsed templates.
  return dependencies.reduce((size, chart) => size + sizeOfChart(chart), 3 * own);
}

function budgetOf(context: RenderContext): TemplateBudget {
  const maxBytes = Math.max(20 * context.limits.maxBytes, 100_000_000);
  return createTemplateBudget({ maxSteps, maxBytes, checkpoint: () => context.checkpoint() });
}

function chartOptions(
  options: HelmOptions,
  values: GoMap,
  now: () => number,
  budget: TemplateBudget,
): Parameters<typeof renderChart>[1] {
  const { profile, releaseName, namespace, skipSchemaValidation } = options;
  const random = randomOf(options);
  return {
    profile,
    release: {
      name: releaseName,
      namespace,
      revision: options.revision ?? 1,
      isUpgrade: options.isUpgrade === true,
    },
    values,
    capabilities: capabilitiesFor(options),
    functions: chartFunctionsFor({
      now: () => BigInt(Math.trunc(now())) * 1_000_000n,
      timeZone: 'UTC',
      random,
      budget,
    }),
    budget,
    enter: (template) => random.enter(template),
    skipSchemaValidation,
  };
}

function randomOf({ randomKey, namespace, releaseName }: HelmOptions): ReleaseRandom {
  const key = openTransfer(randomKey);
  return key === undefined
    ? trueRandom(systemRandom)
    : keyedRandom(Buffer.from(key.reveal()), { namespace, name: releaseName });
}

function capabilitiesFor({ profile, kubeVersion, apiVersions, apiVersionsAreAll }: HelmOptions): Capabilities {
  const version = kubeVersion === undefined || kubeVersion === '' ? undefined : parseKubeVersion(kubeVersion);
  if (typeof version === 'string') {
    throw new HelmError('bad-values', `invalid kube version '${kubeVersion ?? ''}': ${version}`, {
      object: kubeVersion,
    });
  }
  return capabilitiesOf(profile, { kubeVersion: version, apiVersions, only: apiVersionsAreAll });
}

function outputOf(
  rendered: RenderedChart,
  folder: string,
  options: HelmOptions,
  context: RenderContext,
  objects: ChartObjects,
): RenderOutput {
  const { crds, manifests } = rendered;
  const hooks = rendered.hooks.filter(({ events }) => options.skipTests !== true || !events.includes('test'));
  const documents = [
    ...(options.includeCrds === true ? crds : []),
    ...manifests,
    ...(options.includeHooks === true ? hooks.map(({ path, manifest }) => ({ path, content: manifest })) : []),
  ];
  const output = objects.of(documents, folder, context);
  const warnings: Problem[] = rendered.warnings.map((message) => ({ code: 'helm-warning', message, file: folder }));
  return {
    ...output,
    warnings: [...warnings, ...output.warnings],
    ...(options.withRelease === true ? { release: releaseBytes({ ...rendered, hooks }) } : {}),
  };
}

function releaseBytes(rendered: RenderedChart): Uint8Array {
  const { hooks, crds, notes, chart, config } = rendered;
  const release: RenderedRelease = {
    manifest: manifestText(rendered, { includeCrds: false }),
    hooks,
    crds,
    notes,
    chart,
    config,
  };
  return Buffer.from(JSON.stringify(release));
}

function refused(problem: Problem): RenderOutput {
  return { objects: [], problems: [problem], warnings: [] };
}

function problemOf({ code, message }: HelmError, folder: string): Problem {
  return { code: `helm-${code}`, message, file: folder === '' ? 'Chart.yaml' : folder };
}

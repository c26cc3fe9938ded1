import type { Lru } from '../../../base/index.ts';
import type { TemplateBudget } from '../../../lang/index.ts';
import {
  capabilitiesOf,
  type Chart,
  chartFunctionsFor,
  documentText,
  type HelmCaches,
  HelmError,
  type HelmProfile,
  type KubeVersion,
  loadChart,
  manifestText,
  parseKubeVersion,
  releaseNameOf,
  type ReleaseRandom,
  renderChart,
} from '../../helm/index.ts';
import type { ChartRenderer, ChartRequest } from '../build/index.ts';
import { KustomizeError } from '../error.ts';
import { type ChartFolder, findChart, textOr } from './chart-folder.ts';
import { chartValuesOf } from './chart-values.ts';

/** What charts in kustomizations are rendered with. */
export interface ChartRendererOptions {
  readonly profile: HelmProfile;
  readonly caches: HelmCaches;
  /** Charts that were loaded before; absent: each is loaded anew. */
  readonly charts?: Lru<Chart> | undefined;
  /** What all charts of the build may take together. */
  readonly budget: TemplateBudget;
  /** What the templates of a release draw from. */
  readonly random: (release: { readonly namespace: string; readonly name: string }) => ReleaseRandom;
  /** Nanoseconds since 1970. */
  readonly now: () => bigint;
  readonly timeZone: string;
  /** As `--helm-kube-version`: for charts that say none themselves. */
  readonly kubeVersion?: string | undefined;
  /** As `--helm-api-versions`: for charts that say none themselves. */
  readonly apiVersions?: readonly string[] | undefined;
}

/** Renders the charts that kustomizations name, as kustomize has helm do it (api 0.21, builtins HelmChartInflationGenerator). */
export function createChartRenderer(options: ChartRendererOptions): ChartRenderer {
  return {
    render(request) {
      const folder = findChart(request);
      try {
        const manifests = renderRequest(request, folder, options);
        return { manifests, name: folder.shown, sourceAt: sourcesOf(manifests, folder.shown) };
      } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        const code = error.code === 'limit' ? 'limit' : 'helm';
        const message = `the chart at '${folder.shown}' cannot be rendered: ${error.message}`;
        throw new KustomizeError(code, message, { place: request.chart.place, cause: error });
      }
    },
  };
}

function renderRequest(request: ChartRequest, folder: ChartFolder, options: ChartRendererOptions): string {
  const { chart: wanted, namespace: inherited } = request;
  const { profile, budget, now, timeZone, caches } = options;
  const values = chartValuesOf(request, folder);
  const chart = loadChart(folder.tree, folder.path, {
    profile,
    ...(options.charts === undefined ? {} : { cache: options.charts }),
  });
  const namespace = textOr(wanted.namespace) ?? inherited ?? 'default';
  // The name may be made by a template, which draws before there is a name.
  const unnamed = chartFunctionsFor({ now, timeZone, random: options.random({ namespace, name: '' }), budget });
  const name = releaseName(request, unnamed, budget);
  const random = options.random({ namespace, name });
  const rendered = renderChart(
    chart,
    {
      profile,
      release: { name, namespace, revision: 1, isUpgrade: false },
      values,
      capabilities: capabilitiesOf(profile, {
        kubeVersion: kubeVersionOf(textOr(wanted.kubeVersion) ?? options.kubeVersion),
        apiVersions: wanted.apiVersions?.map(({ text }) => text) ?? options.apiVersions,
      }),
      functions: chartFunctionsFor({ now, timeZone, random, budget }),
      budget,
      enter: (template) => random.enter(template),
    },
    caches,
  );
  const hooks =
    wanted.skipHooks === true
      ? []
      : rendered.hooks.filter(({ events }) => wanted.skipTests !== true || !events.includes('test'));
  const manifest = manifestText(rendered, { includeCrds: wanted.includeCRDs === true });
  return `${manifest.trim()}\n${hooks.map(({ path, manifest: hook }) => documentText(path, hook)).join('')}`;
}

/** Which file a line comes from: every document names its own, from the chart's name on. */
function sourcesOf(manifests: string, shown: string): (line: number) => string {
  const lines = manifests.split('\n');
  let file = shown;
  const files = lines.map((text, index) => {
    const next = text === '---' ? (lines[index + 1] ?? '') : '';
    const [, below] = /^# Source: [^/]*\/(.*)$/.exec(next) ?? [];
    if (below !== undefined) file = `${shown}/${below}`;
    return file;
  });
  return (line) => files[line - 1] ?? file;
}

function releaseName(
  { chart: { releaseName: name, nameTemplate, place } }: ChartRequest,
  functions: ReturnType<typeof chartFunctionsFor>,
  budget: TemplateBudget,
): string {
  const given = textOr(name);
  const template = textOr(nameTemplate);
  if (given !== undefined && template !== undefined) {
    const message = 'cannot set --name-template and also specify a name: keep one of releaseName and nameTemplate';
    throw new KustomizeError('helm', message, { place: nameTemplate?.place ?? place });
  }
  if (template !== undefined) return releaseNameOf(template, functions, budget);
  return given ?? 'release-name';
}

function kubeVersionOf(text: string | undefined): KubeVersion | undefined {
  if (text === undefined) return undefined;
  const version = parseKubeVersion(text);
  if (typeof version !== 'string') return version;
  throw new HelmError('bad-values', `invalid kube version '${text}': ${version}`, { object: text });
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Clock, createLru, type JsonObject, type Random } from '../../../base/index.ts';
import { createTemplateBudget } from '../../../lang/index.ts';
import type { RenderedChart } from '../../../release/index.ts';
import {
  capabilitiesOf,
  type Chart,
  chartFunctionsFor,
  chartValues,
  chartValuesJson,
  createBuildCaches,
  createHelmCaches,
  documentText,
  loadPackedChart,
  mergeValueSources,
  parseKubeVersion,
  renderChart,
  trueRandom,
} from '../../../render/index.ts';
import type { ChartRendering, Charts, LoadedChart } from './charts.ts';
import { postRenderChart, type PostRenderTools } from '../post-render/index.ts';
import type { ChartArtifact } from './source-object.ts';

/** What stored charts stand on. */
export interface StoredChartsOptions {
  /** The file of an artifact that this process has stored itself, by the path in its status; undefined where it has not. */
  readonly find: (path: string) => Promise<string | undefined>;
  /** For artifacts of another process. */
  readonly fetch: (url: string, init: { readonly signal: AbortSignal }) => Promise<Response>;
  readonly clock: Clock;
  readonly random: Random;
}

/** The helm that Flux 2.9 has in it, and its limits (source-controller `--helm-chart-max-size`). */
const profile = '4.2';
const maxArchiveBytes = 10 << 20;
/** What one render may take: steps of templates, bytes that they print, and time. */
const maxSteps = 200_000_000;
const maxBytes = 100_000_000;
const maxRenderMs = 20_000;
const cacheBytes = 64 << 20;
/** Post-rendered manifests differ from release to release: little is worth keeping. */
const buildCacheBytes = 8 << 20;

type RenderTools = Omit<PostRenderTools, 'checkpoint'>;

/** Charts out of the artifacts of sources; charts loaded before, by their digest, and their templates are kept. */
export function createStoredCharts(options: StoredChartsOptions): Charts {
  const caches = createHelmCaches({ cacheBytes });
  const tools: RenderTools = { profile, caches, builds: createBuildCaches({ cacheBytes: buildCacheBytes }) };
  const loaded = createLru<Chart>({ maxSize: cacheBytes, sizeOf: sizeOfChart });
  return {
    async load(artifact, signal) {
      const known = loaded.get(artifact.digest);
      if (known !== undefined) return loadedChart(known, tools, options);
      const archive = await archiveOf(artifact, options, signal);
      if (archive === undefined) return undefined;
      checkDigest(archive, artifact.digest);
      const chart = loadPackedChart(archive, { profile });
      loaded.set(artifact.digest, chart);
      return loadedChart(chart, tools, options);
    },
    setValue(values, assignment, text) {
      const sources = text ? { setString: [assignment] } : { set: [assignment] };
      const base = chartValues(values);
      const merged = mergeValueSources({ base, ...sources }, () => '');
      return chartValuesJson(merged) as JsonObject;
    },
  };
}

function sizeOfChart({ raw, dependencies }: Chart): number {
  const own = raw.reduce((size, { data }) => size + data.length + 100, 0);
  // Texts are held once more as parsed templates.
  return dependencies.reduce((size, chart) => size + sizeOfChart(chart), 3 * own);
}

async function archiveOf(
  { path, url }: ChartArtifact,
  { find, fetch }: StoredChartsOptions,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const file = await find(path);
  if (file !== undefined) return await readFile(file);
  const response = await fetch(url, { signal });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url}: the server answers ${response.status}`);
  const size = Number(response.headers.get('content-length') ?? '0');
  const archive = size > maxArchiveBytes ? undefined : new Uint8Array(await response.arrayBuffer());
  if (archive === undefined || archive.length > maxArchiveBytes)
    throw new Error(`${url}: the chart is larger than ${maxArchiveBytes} bytes`);
  return archive;
}

/** Throws where the archive is not the one that the source has told of. */
function checkDigest(archive: Uint8Array, digest: string): void {
  const [algorithm = '', wanted = ''] = digest.split(':');
  if (!['sha256', 'sha384', 'sha512'].includes(algorithm)) throw new Error(`the digest ${digest} is of no known kind`);
  if (createHash(algorithm).update(archive).digest('hex') !== wanted)
    throw new Error(`the chart is not the one that its source tells of: its digest is not ${digest}`);
}

function loadedChart(chart: Chart, tools: RenderTools, options: StoredChartsOptions): LoadedChart {
  const { name, version, appVersion } = chart.metadata;
  return {
    name,
    version,
    appVersion,
    render: async (rendering) => await Promise.resolve(render(chart, rendering, tools, options)),
  };
}

function render(
  chart: Chart,
  rendering: ChartRendering,
  tools: RenderTools,
  { clock, random }: StoredChartsOptions,
): RenderedChart {
  const { release, values, capabilities, version } = rendering;
  const end = clock.now() + maxRenderMs;
  const checkpoint = (): void => {
    if (clock.now() > end)
      throw new Error(`rendering takes longer than ${maxRenderMs / 1000} s: make the chart smaller`);
  };
  const budget = createTemplateBudget({ maxSteps, maxBytes, checkpoint });
  const source = trueRandom(random);
  const kubeVersion = parseKubeVersion(capabilities.kubeVersion);
  if (typeof kubeVersion === 'string') throw new Error(kubeVersion);
  const rendered = renderChart(
    { ...chart, metadata: { ...chart.metadata, version } },
    {
      profile,
      release: {
        name: release.name,
        namespace: release.namespace,
        revision: release.revision,
        isUpgrade: release.isUpgrade,
      },
      values: chartValues(values),
      capabilities: capabilitiesOf(profile, {
        kubeVersion,
        apiVersions: capabilities.apiVersions,
        only: true,
      }),
      functions: chartFunctionsFor({
        now: () => BigInt(clock.now()) * 1_000_000n,
        timeZone: 'UTC',
        random: source,
        budget,
      }),
      budget,
      enter: (template) => source.enter(template),
      skipSchemaValidation: rendering.skipSchemaValidation,
    },
    tools.caches,
  );
  const { manifests, hooks } = postRenderChart(rendered, rendering.postRendering, { ...tools, checkpoint });
  return {
    manifest: manifests.map(({ path, content }) => documentText(path, content)).join(''),
    hooks,
    crds: rendered.crds.map(({ path, content }) => ({ name: path, manifest: content })),
    notes: rendered.notes,
    chart: rendered.chart,
    config: rendered.config,
  };
}

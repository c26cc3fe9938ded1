import { copyFile } from 'node:fs/promises';
import { type KubeObject, messageOf, textAt } from '../../base/index.ts';
import {
  type ChartRepositories,
  type ChartRepository,
  openTree,
  packageChart,
  type ResolvedChart,
  SourceError,
} from '../../source/index.ts';
import { isRegistry, repositoryCredentials } from '../helm-repository/index.ts';
import type { FailedSource, SourceLook } from '../source/index.ts';
import type { ChartBuild, MadeChart } from './build.ts';
import { ChartBuildError } from './build-error.ts';
import { readChartFile, withMetadata, withVersion } from './chart-file.ts';
import { mergedFiles, type HelmChartSpec } from './spec.ts';
import { mergeValues } from './values.ts';

/**
 * A chart out of a HelmRepository: as it was published, but for values that are merged into it (source-controller v1.9,
 * remoteChartBuilder). Throws ChartBuildError.
 */
export async function buildFromRepository(
  spec: HelmChartSpec,
  repository: KubeObject,
  look: SourceLook,
  charts: ChartRepositories,
): Promise<FailedSource | ChartBuild> {
  const { owner, lookup, signal } = look;
  const found = await repositoryCredentials(repository, lookup);
  if (found.kind === 'problem') return failed('AuthenticationFailed', found.message, false);
  let opened: ChartRepository;
  try {
    opened = charts.open(textAt(repository, 'spec', 'url'), found.credentials);
  } catch (error) {
    return failed('URLInvalid', `invalid Helm repository URL: ${messageOf(error)}`, true);
  }
  if (!/^(?:[-a-z0-9]+\/?\.?)+$/.test(spec.chart)) {
    const rule =
      'a valid name must be lower case letters and numbers and MAY be separated with dashes (-), slashes (/) or periods (.)';
    throw new ChartBuildError('InvalidChartReference', `invalid chart name '${spec.chart}': ${rule}`);
  }
  // The index is the HelmRepository's to fetch; in a registry nobody else looks.
  const maxAgeMs = isRegistry(repository) ? look.maxAgeMs : Infinity;
  const chart = await attempt('failed to get chart version for remote reference', isRegistry(repository), signal, () =>
    opened.resolve({ name: spec.chart, version: spec.version, rules: 'flux' }, { maxAgeMs, signal }),
  );
  if ('kind' in chart) return chart;
  const packaged = mergedFiles(spec).length > 0;
  const metadata = packaged ? String(owner.metadata.generation ?? 0) : '';
  const version = withMetadata(chart.version, metadata);
  return { name: chart.name, version, packaged, make: () => make(spec, opened, chart, version, signal) };
}

async function make(
  spec: HelmChartSpec,
  repository: ChartRepository,
  chart: ResolvedChart,
  version: string,
  signal: AbortSignal,
): Promise<MadeChart> {
  let pulled;
  try {
    pulled = await repository.pull(chart, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ChartBuildError(
      'ChartPullError',
      `failed to download chart for remote reference: ${messageOf(error)}`,
      error,
    );
  }
  const { archive } = pulled;
  const tree = openTree(pulled.tree);
  const values = mergeValues(
    spec,
    tree,
    (file) => `failed to merge chart values: no values file found at path '${file}'`,
  );
  if (values === undefined) {
    const write = async (file: string): Promise<{ digest: string; size: number }> => {
      await copyFile(archive.file, file);
      return { digest: archive.digest, size: archive.size };
    };
    return { content: { id: archive.digest, write }, valuesFiles: [] };
  }
  const chartFile = readChartFile(tree);
  const files = new Map([
    ['Chart.yaml', Buffer.from(withVersion(chartFile, version))],
    ['values.yaml', Buffer.from(values.text)],
  ]);
  const write = (file: string) => packageChart(file, { name: chartFile.name, tree, files, obeyIgnore: false });
  const id = JSON.stringify([pulled.digest, version, values.text]);
  return { content: { id, write }, valuesFiles: values.files };
}

/** Looks a version up; what fails is worded as upstream does, by whose fault it is. */
async function attempt<T>(
  what: string,
  isExternal: boolean,
  signal: AbortSignal,
  act: () => Promise<T>,
): Promise<T | FailedSource> {
  try {
    return await act();
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')) throw error;
    const code = error instanceof SourceError ? error.code : undefined;
    const isReference = !isExternal && ['not-found', 'revision-not-found', 'invalid-address'].includes(code ?? '');
    const failure = new ChartBuildError(
      isReference ? 'InvalidChartReference' : 'ChartPullError',
      `${what}: ${messageOf(error)}`,
      error,
    );
    if (code !== 'unauthorized') throw failure;
    return failed('AuthenticationFailed', `failed to authenticate with the Helm repository: ${failure.message}`, false);
  }
}

function failed(reason: string, message: string, stalled: boolean): FailedSource {
  return { kind: 'failed', condition: 'FetchFailed', reason, message, stalled };
}

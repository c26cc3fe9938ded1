import { jsonAt, type KubeObject, messageOf, textAt, textsAt } from '../../base/index.ts';
import { type ArtifactStore, SourceError, type StoredArtifact } from '../../source/index.ts';
import { isRegistry } from '../helm-repository/index.ts';
import { sourceGroup } from '../names.ts';
import type { FailedSource, SourceKind, SourceLook, SourceResult } from '../source/index.ts';
import { type ChartBuild, summaryOf } from './build.ts';
import { ChartBuildError } from './build-error.ts';
import { buildFromGit, type GitChartOptions } from './from-git.ts';
import { buildFromRepository } from './from-repository.ts';
import { type HelmChartSpec, mergedFiles, readHelmChartSpec } from './spec.ts';

/** What HelmCharts are built from, and where they go. */
export interface HelmChartOptions extends GitChartOptions {
  readonly artifacts: ArtifactStore;
}

const alias = 'latest.tar.gz';

/** HelmCharts: one version of a chart as an artifact (source-controller v1.9, HelmChartReconciler). */
export function helmChartKind(options: HelmChartOptions): SourceKind {
  return { filed: 'helmchart', look: (look) => lookAt(look, options) };
}

async function lookAt(look: SourceLook, options: HelmChartOptions): Promise<SourceResult> {
  const { owner, lookup, signal } = look;
  const spec = readHelmChartSpec(owner);
  if (spec.unsupported.length > 0) {
    const message = `spec.${spec.unsupported.join(', spec.')}: not carried out yet: nothing was fetched`;
    return failed('InvalidProviderConfiguration', message, { stalled: true });
  }
  const { kind, name } = spec.sourceRef;
  if (kind !== 'HelmRepository' && kind !== 'GitRepository') {
    const known = 'must be one of: [HelmRepository GitRepository]';
    return failed('UnsupportedSourceKind', `failed to get source: unsupported source kind '${kind}', ${known}`, {
      stalled: true,
    });
  }
  const source = await lookup.get({ group: sourceGroup, kind }, owner.metadata.namespace ?? '', name);
  if (source === undefined) {
    return failed('SourceUnavailable', `failed to get source: ${kind}.${sourceGroup} "${name}" not found`);
  }
  const revision = jsonAt(source, 'status', 'artifact', 'revision');
  if (revision === undefined && !(kind === 'HelmRepository' && isRegistry(source))) {
    return failed('NoSourceArtifact', `no artifact available for ${kind} source '${name}'`, { quiet: true });
  }
  const observedSourceArtifactRevision = typeof revision === 'string' ? revision : null;
  try {
    const built =
      kind === 'HelmRepository'
        ? await buildFromRepository(spec, source, look, options.charts)
        : await buildFromGit(spec, source, look, options);
    if ('kind' in built) return { ...built, observed: { observedSourceArtifactRevision } };
    return await store(owner, spec, built, { artifacts: options.artifacts, observedSourceArtifactRevision, signal });
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')) throw error;
    return { ...buildFailure(error), observed: { observedSourceArtifactRevision } };
  }
}

async function store(
  owner: KubeObject,
  spec: HelmChartSpec,
  build: ChartBuild,
  context: {
    readonly artifacts: ArtifactStore;
    readonly observedSourceArtifactRevision: string | null;
    readonly signal: AbortSignal;
  },
): Promise<SourceResult> {
  const { artifacts, signal } = context;
  const { namespace = '', name = '' } = owner.metadata;
  const place = { kind: 'helmchart', namespace, name, file: `${build.name}-${build.version}.tgz` };
  let stored = isCurrent(owner, build) ? await artifacts.stored(place, { alias }) : undefined;
  let valuesFiles: readonly string[] = currentFiles(owner, spec);
  if (stored === undefined) {
    const made = await build.make();
    stored = await artifacts.storeContent(place, made.content, { alias, signal });
    valuesFiles = made.valuesFiles;
  }
  return result(spec, build, valuesFiles, stored, context.observedSourceArtifactRevision);
}

/** Whether the artifact is that chart already, and was made of this spec: a chart of the same version is not packed again. */
function isCurrent(owner: KubeObject, { name, version }: ChartBuild): boolean {
  return (
    jsonAt(owner, 'status', 'observedGeneration') === owner.metadata.generation &&
    textAt(owner, 'status', 'observedChartName') === name &&
    textAt(owner, 'status', 'artifact', 'revision') === version
  );
}

function currentFiles(owner: KubeObject, spec: HelmChartSpec): readonly string[] {
  const observed = textsAt(owner, 'status', 'observedValuesFiles');
  return observed.length > 0 ? observed : mergedFiles(spec);
}

function result(
  spec: HelmChartSpec,
  build: ChartBuild,
  valuesFiles: readonly string[],
  stored: StoredArtifact,
  observedSourceArtifactRevision: string | null,
): SourceResult {
  const message = summaryOf(build, valuesFiles);
  const reason = build.packaged ? 'ChartPackageSucceeded' : 'ChartPullSucceeded';
  return {
    kind: 'stored',
    artifact: { ...stored, revision: build.version },
    reason,
    message,
    observed: {
      observedChartName: build.name,
      observedSourceArtifactRevision,
      observedValuesFiles: spec.ignoreMissingValuesFiles && valuesFiles.length > 0 ? [...valuesFiles] : null,
      url: stored.url.replace(/[^/]*$/, alias),
    },
    news: { reason, recovered: reason, message },
  };
}

function buildFailure(error: unknown): FailedSource {
  if (error instanceof ChartBuildError) {
    const { code, condition, lasting, message } = error;
    return { kind: 'failed', condition, reason: code, message, stalled: lasting };
  }
  if (error instanceof SourceError && error.code === 'storage') {
    return failed('ArchiveOperationFailed', `unable to copy Helm chart to storage: ${error.message}`);
  }
  return failed('Unknown', `unknown build error: ${messageOf(error)}`);
}

function failed(reason: string, message: string, more: Partial<FailedSource> = {}): FailedSource {
  return { kind: 'failed', condition: 'FetchFailed', reason, message, stalled: false, ...more };
}

import { jsonAt, type KubeObject } from '../base/index.ts';
import type { ArtifactStore, ChartRepositories, GitRepositories, OciRepositories } from '../source/index.ts';
import { helmChartKind } from './helm-chart/index.ts';
import { helmRepositoryKind } from './helm-repository/index.ts';
import { ociRepositoryKind } from './oci-repository/index.ts';
import { sourceGroup } from './names.ts';
import type { SourceKind } from './source/index.ts';

/** The kinds of sources that are kept by a SourceReconciler. */
export const archiveKinds = ['HelmRepository', 'HelmChart', 'OCIRepository'] as const;

/** What they are read through, and where their artifacts go. */
export interface ArchiveSourcePorts {
  readonly charts: ChartRepositories;
  readonly registries: OciRepositories;
  readonly repositories: GitRepositories;
  readonly artifacts: ArtifactStore;
}

/**
 * Whether a change of a source only says what its HelmChart was built of already: upstream looks again when the source's artifact changes, not
 * when its spec does (source-controller v1.9, SourceRevisionChangePredicate).
 */
export function isBuiltOf(chart: KubeObject, source: KubeObject): boolean {
  const revision = jsonAt(source, 'status', 'artifact', 'revision');
  const group = source.apiVersion.startsWith(`${sourceGroup}/`);
  if (!group || revision === undefined || source.metadata.deletionTimestamp !== undefined) return false;
  return revision === jsonAt(chart, 'status', 'observedSourceArtifactRevision');
}

/** What tells one of these kinds from the others. */
export function archiveSourceKind(kind: (typeof archiveKinds)[number], ports: ArchiveSourcePorts): SourceKind {
  switch (kind) {
    case 'HelmRepository':
      return helmRepositoryKind(ports);
    case 'HelmChart':
      return helmChartKind(ports);
    case 'OCIRepository':
      return ociRepositoryKind(ports);
  }
}

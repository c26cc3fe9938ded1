import type { HelmChartEntry, HelmGlobalsEntry } from '../../kustomization/index.ts';
import type { TreeFiles } from '../../load/index.ts';

/** A chart that a kustomization wants rendered. */
export interface ChartRequest {
  readonly chart: HelmChartEntry;
  readonly globals: HelmGlobalsEntry | undefined;
  /** Of the kustomization, for a chart that names none (5.8). */
  readonly namespace: string | undefined;
  /** The folder of the kustomization in its tree, and its files. */
  readonly folder: string;
  readonly files: TreeFiles;
}

/** What `helm template` prints of a chart. */
export interface RenderedManifests {
  readonly manifests: string;
  /** Where the chart lies, as places name it. */
  readonly name: string;
  /** The file that a line of the manifests comes from, from 1: a template, or one of crds/. */
  sourceAt(line: number): string;
}

/** The port for charts. Throws KustomizeError, RemoteNeeded where a chart has to be pulled first, and what stops a render. */
export interface ChartRenderer {
  render(request: ChartRequest): RenderedManifests;
}

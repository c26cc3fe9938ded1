import type { HelmChartEntry, HelmGlobalsEntry } from '../../kustomization/index.ts';
import type { Files } from '../../load/index.ts';

/** A chart that a kustomization wants rendered. */
export interface ChartRequest {
  readonly chart: HelmChartEntry;
  readonly globals: HelmGlobalsEntry | undefined;
  /** Of the kustomization, for a chart that names none (5.8). */
  readonly namespace: string | undefined;
  /** The folder of the kustomization in its tree, and its files. */
  readonly folder: string;
  readonly files: Files;
}

/** The port for charts: gives the manifests that `helm template` prints. Throws KustomizeError `helm`. */
export interface ChartRenderer {
  render(request: ChartRequest): { readonly manifests: string; readonly name: string };
}

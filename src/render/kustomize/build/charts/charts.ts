import { KustomizeError } from '../../error.ts';
import type { HelmChartEntry, HelmGlobalsEntry } from '../../kustomization/index.ts';
import { createResource, type Resource } from '../../resource/index.ts';
import { parseObjects } from '../parse-resources.ts';
import type { Target } from '../target.ts';

/** The resources of a chart. Throws KustomizeError `helm` where there is nobody to render it. */
export function renderChart(
  { location, run, chartNamespace }: Target,
  chart: HelmChartEntry,
  globals: HelmGlobalsEntry | undefined,
): Resource[] {
  const { charts, profile } = run.options;
  if (charts === undefined) throw new KustomizeError('helm', 'must specify --enable-helm', { place: chart.place });
  const { manifests, name } = charts.render({
    chart,
    globals,
    namespace: profile === '5.7' ? undefined : chartNamespace,
    folder: location.folder,
    files: location,
  });
  return parseObjects(manifests, name).map((root) => createResource(root, run.scopes));
}

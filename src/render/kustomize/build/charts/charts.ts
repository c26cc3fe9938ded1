import { KustomizeError } from '../../error.ts';
import type { HelmChartEntry, HelmGlobalsEntry } from '../../kustomization/index.ts';
import { ensureMap, type MapNode, type Node, type Place, stringNode } from '../../node/index.ts';
import { createResource, type Resource } from '../../resource/index.ts';
import { parseObjects } from '../parse-resources.ts';
import type { Target } from '../target.ts';
import type { RenderedManifests } from './chart-renderer.ts';

/** The namespace transformer of api 0.21 leaves what is marked by it alone. */
const generatedMark = 'internal.config.kubernetes.io/helm-generated';

/** The resources of a chart; `namespace` is for one that names none. Throws KustomizeError `helm` where there is nobody to render it. */
export function renderChart(
  { location, run }: Target,
  chart: HelmChartEntry,
  globals: HelmGlobalsEntry | undefined,
  namespace: string | undefined,
): Resource[] {
  const { charts, profile } = run.options;
  if (charts === undefined) {
    const message = 'must specify --enable-helm: charts are rendered only where that is asked for';
    throw new KustomizeError('helm', message, { place: chart.place });
  }
  const rendered = charts.render({
    chart,
    globals,
    namespace: profile === '5.7' ? undefined : namespace,
    folder: location.folder,
    files: location,
  });
  return objectsOf(rendered).map((root) => {
    if (profile !== '5.7') {
      const annotations = ensureMap(root, ['metadata', 'annotations'], chart.place);
      annotations?.entries.set(generatedMark, stringNode('true', chart.place));
    }
    return createResource(root, run.scopes);
  });
}

function objectsOf(rendered: RenderedManifests): MapNode[] {
  const places = new Map<string, Place>();
  const placeOf = ({ line }: Place): Place => {
    const file = rendered.sourceAt(line);
    const known = places.get(file) ?? { file, line: 1, column: 1 };
    places.set(file, known);
    return known;
  };
  try {
    const roots = parseObjects(rendered.manifests, rendered.name);
    for (const root of roots) relocate(root, placeOf);
    return roots;
  } catch (error) {
    if (!(error instanceof KustomizeError) || error.place === undefined) throw error;
    const message = `a template of the chart gave what is no resource: ${error.message}`;
    throw new KustomizeError(error.code, message, { place: placeOf(error.place), cause: error });
  }
}

/** The first line of a template stands for all that it gave. */
function relocate(node: Node, placeOf: (place: Place) => Place): void {
  node.place = placeOf(node.place);
  if (node.kind === 'list') for (const item of node.items) relocate(item, placeOf);
  else if (node.kind === 'map') for (const entry of node.entries.values()) relocate(entry, placeOf);
}

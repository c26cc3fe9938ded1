import { mergeValueSources } from '../../helm/index.ts';
import { bytesOfText } from '../../../lang/index.ts';
import { resolveLinks } from '../../../source/index.ts';
import { readYaml, type YamlValue } from '../../../yaml/index.ts';
import type { ChartRequest } from '../build/index.ts';
import { KustomizeError } from '../error.ts';
import { copyNode, fromDocument, isNull, type MapNode, type Node, type Place, toYaml } from '../node/index.ts';
import { isRemoteFile, type LoadedFile } from '../load/index.ts';
import { applyStrategicMerge } from '../patches/index.ts';
import type { ChartFolder } from './chart-folder.ts';

type ChartValues = ReturnType<typeof mergeValueSources>;

const mergeOrders = ['merge', 'override', 'replace'] as const;
type MergeOrder = (typeof mergeOrders)[number];

/**
 * The values that kustomize hands to helm: those of `valuesFile` (default: the chart's own) with `valuesInline` merged over or under them, then
 * `additionalValuesFiles` (api 0.21, builtins HelmChartInflationGenerator). Throws KustomizeError for files that may not be read, and HelmError for
 * those that are no values.
 */
export function chartValuesOf(request: ChartRequest, folder: ChartFolder): ChartValues {
  const { chart, files } = request;
  const order = mergeOrderOf(request);
  const additional = (chart.additionalValuesFiles ?? []).map(({ text, place }) => ({
    name: text,
    data: latin1(files.load(text, place).bytes),
  }));
  const given = chart.valuesFile;
  const path = given === undefined || given.text === '' ? `${folder.written}/values.yaml` : given.text;
  const place = given?.place ?? chart.place;
  const inline = chart.valuesInline;
  const isInline = inline?.kind === 'map' && inline.entries.size > 0;
  const load = (): ValuesFile => loadValues(path, place, request, folder);
  const data = isInline ? bytesOfText(mergedText(inline, order, load)) : latin1(load().bytes);
  return mergeValueSources({ files: [{ name: path, data }, ...additional] }, () => '');
}

type ValuesFile = Pick<LoadedFile, 'bytes' | 'name'>;

/** A file of the kustomization, or of a chart that was pulled: helm has it at its place by then. */
function loadValues(path: string, place: Place, { files }: ChartRequest, folder: ChartFolder): ValuesFile {
  const at = folder.pulledTo === undefined || isRemoteFile(path) ? undefined : files.pathOf(path);
  if (at === undefined || !at.startsWith(`${folder.pulledTo}/`)) return files.load(path, place);
  if (!files.isAllowed(at)) {
    const message = `security; file '${path}' is not in or below the kustomization: pull the chart to a folder there`;
    throw new KustomizeError('outside-root', message, { place });
  }
  const below = at.slice((folder.pulledTo ?? '').length + 1);
  const found = resolveLinks(folder.tree, below);
  if (found.kind !== 'found' || found.entry.kind !== 'file') {
    const message = `the chart has no file '${below}': correct the path, or put the chart beside the kustomization`;
    throw new KustomizeError('not-found', message, { place });
  }
  return { bytes: folder.tree.read(found.path), name: `${folder.shown}/${below}` };
}

function mergeOrderOf({ chart: { valuesMerge } }: ChartRequest): MergeOrder {
  if (valuesMerge === undefined || valuesMerge.text === '') return 'override';
  const found = mergeOrders.find((order) => order === valuesMerge.text);
  if (found !== undefined) return found;
  throw new KustomizeError('helm', `valuesMerge must be one of [${mergeOrders.join(' ')}]`, {
    place: valuesMerge.place,
  });
}

function mergedText(inline: MapNode, order: MergeOrder, load: () => ValuesFile): string {
  if (order === 'replace') return jsonText(toYaml(inline));
  const file = load();
  const values = readValues(file.bytes, file.name);
  const [over, under] = order === 'override' ? [inline, values] : [values, inline];
  const merged = copyNode(under);
  applyStrategicMerge(merged, over, { schemaOf: () => undefined }, 'HelmChartInflationGenerator');
  return jsonText(toYaml(merged));
}

/** kyaml parses the first document alone, and takes an empty file for an end that comes too early. */
function readValues(bytes: Uint8Array, file: string): MapNode {
  const { documents, problems } = readYaml(bytes, { profile: 'go3', file, documents: 'first' });
  const [problem] = problems;
  const place = { file, line: problem?.line ?? 1, column: problem?.column ?? 1 };
  if (problem !== undefined) {
    throw new KustomizeError('helm', `could not parse values file into rnode: ${problem.message}`, { place });
  }
  const [document] = documents;
  const values: Node | undefined = document === undefined ? undefined : fromDocument(document, file);
  if (values === undefined || isNull(values)) {
    throw new KustomizeError('helm', 'could not parse values file into rnode: it is empty: write {} into it', {
      place,
    });
  }
  if (values.kind === 'map') return values;
  throw new KustomizeError('helm', 'could not merge values: the values file holds no map', { place: values.place });
}

/** JSON is YAML to every reader; whole numbers keep their digits. */
function jsonText(value: YamlValue): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`);
  return `{${entries.join(',')}}`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

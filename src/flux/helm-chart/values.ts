import { formatProblem, isJsonObject, type Json, type JsonObject, messageOf } from '../../base/index.ts';
import { resolveLinks, type Tree } from '../../source/index.ts';
import { readYaml, toJson, writeYaml } from '../../yaml/index.ts';
import { ChartBuildError } from './build-error.ts';
import { mergedFiles, type HelmChartSpec } from './spec.ts';

/** Values of several files, and which of them there were. */
export interface MergedValues {
  /** The text of a `values.yaml`. */
  readonly text: string;
  readonly files: readonly string[];
}

/**
 * Merges the files of values that a HelmChart names, later ones over earlier ones, maps into maps (source-controller v1.9, mergeChartValues and
 * mergeFileValues). Undefined where the chart's own values are enough. `missing` words the refusal of a file that is not there. Throws
 * ChartBuildError `ValuesFilesError`.
 */
export function mergeValues(
  spec: HelmChartSpec,
  tree: Tree,
  missing: (file: string) => string,
): MergedValues | undefined {
  const wanted = mergedFiles(spec);
  if (wanted.length === 0) return undefined;
  let merged: JsonObject = {};
  const files: string[] = [];
  for (const file of wanted) {
    const content = readFile(tree, file);
    if (content === undefined) {
      if (spec.ignoreMissingValuesFiles) continue;
      throw new ChartBuildError('ValuesFilesError', missing(file));
    }
    merged = mergeMaps(merged, parse(file, content));
    files.push(file);
  }
  return { text: Object.keys(merged).length === 0 ? '' : writeYaml(merged), files };
}

function readFile(tree: Tree, file: string): string | undefined {
  const resolved = resolveLinks(tree, file.replace(/^(?:\.?\/)+/, ''));
  if (resolved.kind !== 'found' || resolved.entry.kind !== 'file') return undefined;
  return Buffer.from(tree.read(resolved.path)).toString('utf8');
}

function parse(file: string, text: string): JsonObject {
  try {
    const { documents, problems } = readYaml(text, { profile: 'go2', documents: 'first', file });
    const [problem] = problems;
    if (problem !== undefined) throw new Error(formatProblem(problem));
    const value: Json = documents[0] === undefined ? {} : toJson(documents[0].value);
    if (isJsonObject(value)) return value;
    throw new Error('it holds no map');
  } catch (error) {
    throw new ChartBuildError(
      'ValuesFilesError',
      `unmarshaling values from '${file}' failed: ${messageOf(error)}`,
      error,
    );
  }
}

function mergeMaps(below: JsonObject, above: JsonObject): JsonObject {
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const before = merged.get(key);
    merged.set(key, isJsonObject(before) && isJsonObject(value) ? mergeMaps(before, value) : value);
  }
  return Object.fromEntries(merged);
}

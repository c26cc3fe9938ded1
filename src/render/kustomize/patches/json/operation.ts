import { readYaml, type YamlValue } from '../../../../yaml/index.ts';
import { KustomizeError } from '../../error.ts';
import { fromDocument, fromValue, type MapNode, type Node } from '../../node/index.ts';

/** One step of a JSON patch, as it is written: what it lacks or has wrong shows when it is carried out. */
export type JsonOperation = MapNode;

/** A JSON patch that was read. */
export interface JsonPatch {
  readonly operations: readonly JsonOperation[];
  /** Whether it was JSON: then numbers are compared as they are written. */
  readonly isJson: boolean;
}

/** How many operations one patch may have. */
const maxOperations = 10_000;

/**
 * Reads a JSON patch from JSON (a text that starts with `[`) or from the first document of YAML (api 0.20, PatchTransformer.go
 * jsonPatchFromBytes; json-patch 4.12 DecodePatch). A text without content, and null, are a patch without operations.
 * @throws KustomizeError `patch` for what is no list of objects, `limit` for too many
 */
export function readJsonPatch(text: string, file: string): JsonPatch {
  if (text.startsWith('[')) return { isJson: true, operations: operationsOf(readJson(text, file)) };
  const { documents, problems } = readYaml(text, { profile: 'go2', file, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) {
    const { line = 1, column = 1, message } = problem;
    throw new KustomizeError('patch', `the JSON patch cannot be read: ${message}`, { place: { file, line, column } });
  }
  const [document] = documents;
  return { isJson: false, operations: document === undefined ? [] : operationsOf(fromDocument(document, file)) };
}

/** Read as YAML for the places, where that reads it: it knows no surrogates. */
function readJson(text: string, file: string): Node {
  const value = parseJson(text, file);
  const { documents, problems } = readYaml(text, { profile: 'go2', file, documents: 'first' });
  const [document] = documents;
  if (problems.length > 0 || document === undefined) return fromValue(value, { file, line: 1, column: 1 });
  return fromDocument(document, file);
}

function parseJson(text: string, file: string): YamlValue {
  try {
    return JSON.parse(text) as YamlValue;
  } catch (cause) {
    throw new KustomizeError('patch', 'the JSON patch is no JSON', { file, cause });
  }
}

function operationsOf(node: Node): JsonOperation[] {
  const { place } = node;
  if (node.kind !== 'list') {
    throw new KustomizeError('patch', `a JSON patch is a list of operations, not a ${node.kind}`, { place });
  }
  if (node.items.length > maxOperations) {
    throw new KustomizeError('limit', `a JSON patch may have ${maxOperations} operations`, { place });
  }
  return node.items.map((item) => {
    if (item.kind === 'map') return item;
    throw new KustomizeError('patch', `an operation of a JSON patch is an object, not a ${item.kind}`, {
      place: item.place,
    });
  });
}

import { createLru, type Lru } from '../../../base/index.ts';
import { readYaml } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import { type ParsedKustomization, parseKustomization } from '../kustomization/index.ts';
import type { LoadedFile } from '../load/index.ts';
import { copyNode, fromDocument, getNode, isNull, type MapNode, type Node, textOf } from '../node/index.ts';
import { chunked } from './document-chunks.ts';
import { createResource, kindOf, type Resource, type Scopes } from '../resource/index.ts';

/** What a file holds, or why it holds no resources; follows from its content and name alone. */
type ParsedFile =
  | { readonly kind: 'objects'; readonly objects: readonly MapNode[]; readonly bytes: number }
  | { readonly kind: 'refused'; readonly error: KustomizeError };

/** Reads files of resources, and keeps what they hold by content, since most files of a commit are those of the one before. */
export class ResourceFiles {
  readonly #kept: Lru<ParsedFile>;
  readonly #kustomizations = createLru<ParsedKustomization>({ max: 5000 });

  /** `maxBytes`: about how much memory they may take together. */
  constructor(options: { readonly maxBytes: number }) {
    this.#kept = createLru({
      maxSize: Math.max(1, options.maxBytes),
      sizeOf: (file) => (file.kind === 'refused' ? 500 : 500 + 12 * file.bytes),
    });
  }

  /** The resources of a file, for this use alone. Throws KustomizeError `malformed`. */
  read(file: LoadedFile, scopes: Scopes): Resource[] {
    return this.objectsOf(file).map((root) => createResource(copyNode(root), scopes));
  }

  /** A kustomization file. Throws KustomizeError `bad-kustomization`. */
  kustomizationOf(file: LoadedFile): ParsedKustomization {
    const key = `${file.digest} ${file.name}`;
    let parsed = this.#kustomizations.get(key);
    if (parsed === undefined) {
      parsed = parseKustomization(file.bytes, file.name);
      this.#kustomizations.set(key, parsed);
    }
    return parsed;
  }

  /** The objects of a file, which are not to be changed. Throws KustomizeError `malformed`. */
  objectsOf(file: LoadedFile): readonly MapNode[] {
    const key = `${file.digest} ${file.name}`;
    let parsed = this.#kept.get(key);
    if (parsed === undefined) {
      parsed = attempt(file);
      this.#kept.set(key, parsed);
    }
    if (parsed.kind === 'refused') throw parsed.error;
    return parsed.objects;
  }
}

function attempt(file: LoadedFile): ParsedFile {
  try {
    return { kind: 'objects', objects: parseObjects(file.bytes, file.name), bytes: file.bytes.byteLength };
  } catch (error) {
    if (error instanceof KustomizeError) return { kind: 'refused', error };
    throw error;
  }
}

/**
 * The objects of a text with resources, lists of kinds taken apart (api 0.20, resource.Factory.SliceFromBytes; kyaml 0.20, kio.ByteReader).
 * `duplicateKeys: first` is for patches, whose maps may hold a key twice. Throws KustomizeError `malformed` where it is no YAML, or an object has no
 * kind or name.
 */
export function parseObjects(
  text: Uint8Array | string,
  file: string,
  duplicateKeys: 'error' | 'first' = 'error',
): MapNode[] {
  const options = { profile: 'go3', file, foldedScalars: 'kyaml', duplicateKeys } as const;
  const { documents, problems, emptyDocuments } = readYaml(chunked(text, file), options);
  const [problem] = problems;
  if (problem !== undefined) {
    const { line = 1, column = 1, message } = problem;
    throw new KustomizeError('malformed', `MalformedYAMLError: ${message}`, {
      place: { file, line, column },
      cause: problem,
    });
  }
  let nodes: Node[] = documents.map((document) => fromDocument(document, file, true));
  const [only] = nodes;
  if (nodes.length === 1 && emptyDocuments === 0 && only?.kind === 'map') nodes = unwrapped(only) ?? nodes;
  return expandLists(nodes.filter((node) => !isEmpty(node)).map(validated));
}

/** Of a text with one document, a `List` or `ResourceList` gives its items as they stand. */
function unwrapped(root: MapNode): Node[] | undefined {
  const kind = kindOf(root);
  if (kind !== 'List' && kind !== 'ResourceList') return undefined;
  const items = root.entries.get('items');
  if (items === undefined) return root.entries.has('functionConfig') ? [] : undefined;
  return items.kind === 'list' ? items.items : [];
}

/** The items of a `FooList` come behind everything else, as upstream's queue has it. */
function expandLists(objects: readonly MapNode[]): MapNode[] {
  const queue = [...objects];
  const result: MapNode[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const items = next.entries.get('items');
    if (!kindOf(next).endsWith('List') || items === undefined) {
      result.push(next);
      continue;
    }
    if (isNull(items)) continue;
    if (items.kind !== 'list') {
      const message = `expected array in ${kindOf(next)}/items: make it a list`;
      throw new KustomizeError('malformed', message, { place: items.place });
    }
    queue.push(
      ...items.items
        .map(asJson)
        .filter((item) => !isEmpty(item))
        .map(validated),
    );
  }
  return result;
}

/** What the way through JSON leaves of a node: values without the texts that they were written as, every string in quotes. */
function asJson(node: Node): Node {
  if (node.kind === 'scalar') {
    const { text: _, quoted: __, ...rest } = node;
    return typeof node.value === 'string' ? { ...rest, quoted: true } : rest;
  }
  if (node.kind === 'list') return { ...node, items: node.items.map(asJson) };
  return { ...node, entries: new Map([...node.entries].map(([key, entry]) => [key, asJson(entry)])) };
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'scalar') return node.value === null;
  return (node.kind === 'list' ? node.items.length : node.entries.size) === 0;
}

/** kyaml 0.20, RNode.GetValidatedMetadata. */
function validated(node: Node): MapNode {
  const { place } = node;
  if (node.kind !== 'map') {
    throw new KustomizeError('malformed', `a resource must be an object with kind and metadata, not a ${node.kind}`, {
      place,
    });
  }
  const kind = presentText(node.entries.get('kind'));
  if (kind === '') {
    const what =
      node.entries.has('metadata') || node.entries.has('apiVersion')
        ? 'missing kind in object'
        : 'missing Resource metadata';
    throw new KustomizeError(
      'malformed',
      `${what}: give it kind and metadata.name, or take the file out of resources`,
      { place },
    );
  }
  if (!kind.endsWith('List') && presentText(getNode(node, 'metadata', 'name')) === '') {
    throw new KustomizeError('malformed', `missing metadata.name in object of kind ${kind}: give it a name`, { place });
  }
  return node;
}

function presentText(node: Node | undefined): string {
  return node === undefined || isNull(node) ? '' : textOf(node);
}

import { isArray, isObject, type JsonNode } from '../document.ts';
import { type Draft, draftOf } from './draft.ts';
import { formatPlace, lookUp, pointTo, resolveUrl, splitReference } from '../place.ts';
import { JsonSchemaError } from '../schema-error.ts';

/** A part of a document that has a URL of its own, with the names that references may use in it. */
export interface Resource {
  readonly pointer: string;
  readonly id: string;
  readonly draft: Draft;
  readonly anchors: Map<string, string>;
  readonly dynamicAnchors: Set<string>;
}

/** Gives the document that a `$schema` of another kind names. @throws JsonSchemaError */
export type LoadDocument = (url: string) => JsonNode;

/** A document with schemas in it: knows which of its parts are schemas, and their resources. */
export class SchemaRoot {
  readonly url: string;
  readonly document: JsonNode;
  readonly resources = new Map<string, Resource>();
  readonly #seen = new Set<string>();
  readonly #load: LoadDocument;

  constructor(url: string, document: JsonNode, draft: Draft, load: LoadDocument) {
    this.url = url;
    this.document = document;
    this.#load = load;
    this.#collect(document, '', url, draft);
  }

  /** The resource that a place belongs to. */
  resourceAt(pointer: string): Resource {
    for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
      const found = this.resources.get(path);
      if (found !== undefined) return found;
      if (path === '') throw new JsonSchemaError(`no resource in ${this.url}`);
    }
  }

  /** Makes sure that a place which a reference names counts as a schema; whether it is a new one. */
  ensureSchema(pointer: string): boolean {
    if (this.#seen.has(pointer)) return false;
    const node = lookUp(this.document, pointer);
    if (node === undefined) {
      throw new JsonSchemaError(`json-pointer in ${JSON.stringify(formatPlace({ url: this.url, pointer }))} not found`);
    }
    const { id, draft } = this.resourceAt(pointer);
    this.#collect(node, pointer, id, draft);
    return true;
  }

  /** The pointer that a reference within this document means; undefined where it leads to another document. */
  resolve(url: string, fragment: string): string | undefined {
    const resource = url === this.url ? this.resourceAt('') : [...this.resources.values()].find(({ id }) => id === url);
    return resource === undefined ? undefined : this.resolveIn(resource, fragment);
  }

  /** The pointer that a fragment means in a resource. @throws JsonSchemaError for an anchor that is not there */
  resolveIn(resource: Resource, fragment: string): string {
    if (fragment === '' || fragment.startsWith('/')) return resource.pointer + fragment;
    const pointer = resource.anchors.get(fragment);
    if (pointer !== undefined) return pointer;
    const reference = formatPlace({ url: resource.id, pointer: fragment });
    throw new JsonSchemaError(`anchor in ${JSON.stringify(reference)} not found in schema ${JSON.stringify(this.url)}`);
  }

  #collect(node: JsonNode, pointer: string, base: string, draft: Draft): void {
    if (this.#seen.has(pointer)) return;
    this.#seen.add(pointer);
    if (!isObject(node)) {
      if (pointer === '') this.#addResource(pointer, base, draft);
      return;
    }
    const declared = this.#declaredDraft(node, draft);
    const id = idOf(node, declared);
    // A `$schema` counts only where a resource starts.
    const ownDraft = id === '' && pointer !== '' ? draft : declared;
    const ownId = id === '' && pointer !== '' ? idOf(node, draft) : id;
    const ownBase = ownId === '' ? base : resolveUrl(base, ownId);
    if (ownId !== '' || pointer === '') this.#addResource(pointer, ownBase, ownDraft);
    this.#collectAnchors(node, pointer, this.resourceAt(pointer));
    for (const [keyword, holds] of ownDraft.positions)
      this.#collectUnder(node, pointer, keyword, holds, ownBase, ownDraft);
  }

  #collectUnder(
    node: ReadonlyMap<string, JsonNode>,
    pointer: string,
    keyword: string,
    holds: 'one' | 'list' | 'map',
    base: string,
    draft: Draft,
  ): void {
    const value = node.get(keyword);
    if (value === undefined) return;
    const path = pointTo(pointer, keyword);
    if (holds === 'one') {
      this.#collect(value, path, base, draft);
    } else if (holds === 'list' && isArray(value)) {
      for (const [index, item] of value.entries()) this.#collect(item, pointTo(path, String(index)), base, draft);
    } else if (holds === 'map' && isObject(value)) {
      for (const [name, member] of value) this.#collect(member, pointTo(path, name), base, draft);
    }
  }

  #declaredDraft(node: ReadonlyMap<string, JsonNode>, fallback: Draft, depth = 0): Draft {
    const url = node.get('$schema');
    if (typeof url !== 'string') return fallback;
    const known = draftOf(url);
    if (known !== undefined) return known;
    const target = splitReference(url).url;
    if (target === this.url) throw new JsonSchemaError(`draft ${JSON.stringify(target)} is not supported`);
    if (depth > 10) throw new JsonSchemaError(`cycle in resolving $schema in ${JSON.stringify(target)}`);
    const document = this.#load(target);
    return isObject(document) ? this.#declaredDraft(document, fallback, depth + 1) : fallback;
  }

  #addResource(pointer: string, id: string, draft: Draft): void {
    const twin = [...this.resources.values()].find((resource) => resource.id === id);
    if (twin !== undefined) {
      const [quotedId, quotedUrl] = [JSON.stringify(id), JSON.stringify(this.url)];
      throw new JsonSchemaError(
        `duplicate id ${quotedId} in ${quotedUrl} at ${JSON.stringify(pointer)} and ${JSON.stringify(twin.pointer)}`,
      );
    }
    this.resources.set(pointer, { pointer, id, draft, anchors: new Map(), dynamicAnchors: new Set() });
  }

  #collectAnchors(node: ReadonlyMap<string, JsonNode>, pointer: string, resource: Resource): void {
    const { version, id } = resource.draft;
    const text = (keyword: string): string => {
      const value = node.get(keyword);
      return typeof value === 'string' ? value : '';
    };
    const add = (name: string): void => {
      if (name !== '' && !name.startsWith('/')) resource.anchors.set(name, pointer);
    };
    if (version < 2019) {
      if (!node.has('$ref')) add(splitReference(text(id)).fragment);
      return;
    }
    add(text('$anchor'));
    if (version < 2020 || text('$dynamicAnchor') === '') return;
    add(text('$dynamicAnchor'));
    resource.dynamicAnchors.add(text('$dynamicAnchor'));
  }
}

/** Before 2019 a schema with a `$ref` has nothing else. */
function idOf(node: ReadonlyMap<string, JsonNode>, draft: Draft): string {
  const id = node.get(draft.id);
  if (typeof id !== 'string' || (draft.version < 2019 && node.has('$ref'))) return '';
  return splitReference(id).url;
}

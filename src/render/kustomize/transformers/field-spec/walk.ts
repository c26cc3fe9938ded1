import { KustomizeError } from '../../error.ts';
import { isNull, type MapNode, mapNode, type Node, type ScalarNode } from '../../node/index.ts';
import { type Author, currentId, idText, isSelectedGvk, gvkOf, type Resource } from '../../resource/index.ts';
import type { FieldSpec, FieldStep } from '../../tables/index.ts';

/** What is done where a field spec's path ends. */
export interface FieldVisitor {
  /** What a field spec that creates makes at the end of its path; nothing where it is missing. */
  readonly create?: 'map' | 'scalar';
  /** Whose the maps and fields are that are made. */
  readonly author: Author;
  /** Gets what is there, null too; a list as a whole. */
  visit(node: Node): void;
}

/**
 * Follows a field spec through a resource and visits what is there (kustomize api 0.20, filters/fieldspec). A resource of another kind is
 * left alone. Lists on the way are gone through; what is missing or null ends the way, unless the spec creates.
 *
 * Throws `transformer` where a scalar stands in the way.
 */
export function walkField(resource: Resource, spec: FieldSpec, visitor: FieldVisitor): void {
  if (isSelectedGvk(gvkOf(resource), spec)) walkPath(resource, spec, visitor);
}

/** Follows a field spec's path through a resource, of whatever kind that is. */
export function walkPath(resource: Resource, spec: FieldSpec, visitor: FieldVisitor): void {
  new Walk(resource, spec, visitor).step(resource.root, 0);
}

/** Follows all of them, one after the other. */
export function walkFields(resource: Resource, specs: readonly FieldSpec[], visitor: FieldVisitor): void {
  for (const spec of specs) walkField(resource, spec, visitor);
}

class Walk {
  readonly #resource: Resource;
  readonly #spec: FieldSpec;
  readonly #visitor: FieldVisitor;

  constructor(resource: Resource, spec: FieldSpec, visitor: FieldVisitor) {
    this.#resource = resource;
    this.#spec = spec;
    this.#visitor = visitor;
  }

  step(node: Node, index: number): void {
    const step = this.#spec.steps[index];
    if (step === undefined) {
      this.#visitor.visit(node);
    } else if (node.kind === 'map') {
      const next = this.#entry(node, step, index + 1 === this.#spec.steps.length);
      if (next !== undefined) this.step(next, index + 1);
    } else if (node.kind === 'list') {
      for (const item of node.items) this.step(item, index);
    } else if (!isNull(node)) {
      throw this.#refused('expected a list or map, not a text or number', node);
    }
  }

  #entry(map: MapNode, { name, list }: FieldStep, last: boolean): Node | undefined {
    if (name === '') throw this.#refused('a field of the path has no name', map);
    if (notAName.test(name)) throw this.#refused(`'${name}' cannot be looked up in a map`, map);
    const found = map.entries.get(name);
    const made = this.#made(list, last);
    if (found === undefined) {
      if (made === undefined || made === 'list') return undefined;
    } else if (!isNull(found) || made === undefined || made === 'scalar') {
      return found;
    }
    const node = this.#make(made, found);
    map.entries.set(name, node);
    return node;
  }

  /** What stands here where nothing does, or null. */
  #made(list: boolean, last: boolean): 'list' | 'map' | 'scalar' | undefined {
    const { create } = this.#visitor;
    if (list) return 'list';
    if (!this.#spec.create || create === undefined) return undefined;
    return last ? create : 'map';
  }

  #make(kind: 'list' | 'map' | 'scalar', before: Node | undefined): Node {
    const { place, changedBy } = this.#visitor.author;
    // A null that becomes an empty list or map stays where it was written.
    if (kind === 'list') return { kind, items: [], place: before?.place ?? place, changedBy };
    return kind === 'map' ? mapNode([], place, changedBy) : emptyScalar(this.#visitor.author);
  }

  #refused(what: string, node: Node): KustomizeError {
    const message = `considering field '${this.#spec.path}' of object ${idText(currentId(this.#resource))}: ${what}`;
    return new KustomizeError('transformer', message, { place: node.place });
  }
}

/** What kyaml's look-up takes for a list's item. */
const notAName = /^(?:[+-]?\d+|[-*]|\[.*\])$/s;

function emptyScalar({ place, changedBy }: Author): ScalarNode {
  return { kind: 'scalar', value: null, text: '', place, changedBy };
}

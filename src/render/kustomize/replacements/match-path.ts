import { RE2JS } from 're2js';
import { readYaml } from '../../../yaml/index.ts';
import {
  fromDocument,
  isNull,
  type ListNode,
  listNode,
  type MapNode,
  mapNode,
  type Node,
  type Place,
  plainNode,
  textOf,
} from '../node/index.ts';
import type { KustomizeProfile } from '../transformer.ts';
import { type ItemMatch, pathStep, type PathStep } from './field-path.ts';
import { PathFault } from './path-fault.ts';

/** A value that a path leads to, and how another one is put in its place. */
export interface Slot {
  readonly node: Node;
  /** Whether it was made on the way: what is written there has the type that its text has. */
  readonly isNew: boolean;
  put(node: Node): void;
}

/** How a path is followed. */
export interface MatchOptions {
  readonly profile: KustomizeProfile;
  /** What to make where the path ends in nothing; undefined: nothing. */
  readonly create: Node['kind'] | undefined;
  /** For what is made. */
  readonly place: Place;
  readonly changedBy: string;
}

/**
 * All values that a path leads to (kyaml 0.20 and 0.21, PathMatcher): `*` every item, `[name=x]` the items with a field that the regular
 * expression x is found in, an index one item.
 * @throws PathFault where a step meets another kind of value, an index beyond the list, or an expression that is none
 */
export function matchPath(root: Node, path: readonly string[], options: MatchOptions): Slot[] {
  const slot: Slot = { node: root, isNew: false, put: () => undefined };
  return follow(slot, path, options);
}

function follow(slot: Slot, path: readonly string[], options: MatchOptions): Slot[] {
  const [first, ...rest] = path;
  if (first === undefined) return [slot];
  const step = pathStep(first);
  if (step === undefined) throw new PathFault(`${first} must contain fieldName=fieldValue`);
  switch (step.kind) {
    case 'index':
      return followIndex(slot.node, step.index, rest, options);
    case 'match':
      return followMatch(slot.node, step, rest, options);
    case 'every':
      return itemSlots(slot.node, first).flatMap((item) => follow(item, rest, options));
    default:
      return followField(slot.node, step.name, rest, options);
  }
}

function followField(node: Node, name: string, rest: readonly string[], options: MatchOptions): Slot[] {
  // A null that a field is made below stays null upstream: the field goes nowhere.
  if (isNull(node))
    return options.create === undefined ? [] : follow(lostSlot(kindFor(rest, options), options), rest, options);
  if (node.kind !== 'map') throw wrongKind(node, 'map', name);
  const field = node.entries.get(name);
  if (field === undefined) {
    if (options.create === undefined) return [];
    const made = emptyNode(kindFor(rest, options), options);
    node.entries.set(name, made);
    return follow(entrySlot(node, name, made, true), rest, options);
  }
  if (options.profile !== '5.7' && field.kind === 'scalar' && rest.length > 0) {
    return follow({ node: parsedText(field), isNew: false, put: () => undefined }, rest, options);
  }
  return follow(entrySlot(node, name, field, false), rest, options);
}

function followIndex(node: Node, index: number, rest: readonly string[], options: MatchOptions): Slot[] {
  const slots = itemSlots(node, String(index));
  if (slots.length === index && options.create !== undefined) {
    const made = emptyNode(kindFor(rest, options), options);
    if (node.kind !== 'list') return follow(lostSlot(made.kind, options), rest, options);
    node.items.push(made);
    return follow(itemSlot(node, index, true), rest, options);
  }
  const slot = slots[index];
  if (slot === undefined) throw new PathFault(`index ${index} specified but only ${slots.length} elements found`);
  return follow(slot, rest, options);
}

function followMatch(
  node: Node,
  { match, text }: PathStep & { kind: 'match' },
  rest: readonly string[],
  options: MatchOptions,
): Slot[] {
  const pattern = compile(match.value);
  const find = (): Slot[] =>
    itemSlots(node, text)
      .filter((item) => isMatched(item.node, match, pattern))
      .flatMap((item) => (match.name === '' ? [item] : follow(item, rest, options)));
  const found = find();
  if (found.length > 0 || options.create === undefined) return found;
  const value = plainNode(match.value, options.place, options.changedBy);
  const made = match.name === '' ? value : mapNode([[match.name, value]], options.place, options.changedBy);
  if (node.kind !== 'list' || !isMatched(made, match, pattern)) {
    throw new PathFault(`failed to create element for ${text}`);
  }
  node.items.push(made);
  return find();
}

function compile(expression: string): RE2JS {
  try {
    return RE2JS.compile(expression);
  } catch (cause) {
    throw new PathFault(`'${expression}' is no regular expression (RE2)`, { cause });
  }
}

function isMatched(item: Node, { name }: ItemMatch, pattern: RE2JS): boolean {
  if (name === '') return pattern.matcher(writtenText(item)).find();
  const field = item.kind === 'map' ? item.entries.get(name) : undefined;
  return field !== undefined && pattern.matcher(writtenText(field)).find();
}

/** A scalar as YAML would write it: upstream looks for the expression there. */
function writtenText(node: Node): string {
  const text = textOf(node).trim();
  return node.kind === 'scalar' && node.quoted === true ? `"${text}"` : text;
}

/** The items of a list; null has none. */
function itemSlots(node: Node, part: string): Slot[] {
  if (isNull(node)) return [];
  if (node.kind !== 'list') throw wrongKind(node, 'list', part);
  return node.items.map((_, index) => itemSlot(node, index, false));
}

function itemSlot(list: ListNode, index: number, isNew: boolean): Slot {
  const node = list.items[index];
  if (node === undefined) throw new PathFault(`index ${index} is beyond the list`);
  return { node, isNew, put: (other) => void (list.items[index] = other) };
}

function entrySlot(map: MapNode, name: string, node: Node, isNew: boolean): Slot {
  return { node, isNew, put: (other) => void map.entries.set(name, other) };
}

function lostSlot(kind: Node['kind'], options: MatchOptions): Slot {
  return { node: emptyNode(kind, options), isNew: true, put: () => undefined };
}

/** What has to stand where the rest of the path goes on. */
function kindFor([next]: readonly string[], { create = 'map' }: MatchOptions): Node['kind'] {
  if (next === undefined || next === '') return create;
  const step = pathStep(next);
  return step === undefined || step.kind === 'match' || step.kind === 'index' ? 'list' : 'map';
}

function emptyNode(kind: Node['kind'], { place, changedBy }: MatchOptions): Node {
  if (kind === 'map') return mapNode([], place, changedBy);
  return kind === 'list' ? listNode([], place, changedBy) : plainNode('', place, changedBy);
}

function wrongKind(node: Node, wanted: string, part: string): PathFault {
  return new PathFault(`wrong node kind at '${part}': expected a ${wanted} but got a ${node.kind}`);
}

/** What a scalar holds that is YAML or JSON itself; changes of it go nowhere. */
function parsedText(node: Node): Node {
  const { documents, problems } = readYaml(textOf(node), { profile: 'go3', documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) throw new PathFault(problem.message);
  const [document] = documents;
  return document === undefined ? plainNode('', node.place) : fromDocument(document, node.place.file);
}

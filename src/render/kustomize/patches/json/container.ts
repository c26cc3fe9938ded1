import { KustomizeError } from '../../error.ts';
import { isNull, type ListNode, type MapNode, type Node, type Place } from '../../node/index.ts';

/** What holds members: see json-patch 4.12, partialDoc and partialArray. */
export type Container = MapNode | ListNode;

/** A step that cannot be done; `reason` goes into the message of the operation. */
export class StepFault extends Error {}

/** Where a pointer leads: its last container and the key in that. */
export interface Target {
  readonly container: Container;
  readonly key: string;
}

/**
 * Follows a pointer to its last container (json-patch 4.12, findObject): undefined where something on the way is missing, null or no container.
 * What stands before the first slash does not count, so that `spec/a` is the key `a` of the root.
 */
export function findTarget(root: Container, pointer: string): Target | undefined {
  const [, ...parts] = pointer.split('/').map(decodeKey);
  const key = parts.pop();
  if (key === undefined) return undefined;
  let container: Container = root;
  for (const part of parts) {
    const next = tryGet(container, part);
    if (next === undefined || next.kind === 'scalar') return undefined;
    container = next;
  }
  return { container, key };
}

function decodeKey(key: string): string {
  return key.replaceAll(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}

function tryGet(container: Container, key: string): Node | undefined {
  if (container.kind === 'map') return container.entries.get(key);
  const index = indexOf(key, container.items.length);
  return index === undefined ? undefined : container.items[index];
}

/** A member; undefined where a map has none or it is null. @throws StepFault where a list has no such item */
export function getMember({ container, key }: Target): Node | undefined {
  if (container.kind === 'list') return container.items[listIndex(container, key)];
  const member = container.entries.get(key);
  return member === undefined || isNull(member) ? undefined : member;
}

/** Adds an entry, or an item before the one that is there (`-`: at the end). @throws StepFault */
export function addMember({ container, key }: Target, value: Node): void {
  if (container.kind === 'map') {
    container.entries.set(key, value);
    return;
  }
  const { length } = container.items;
  const index = key === '-' ? length : indexOf(key, length + 1);
  if (index === undefined) throw new StepFault(`the list has no index ${key}`);
  container.items.splice(index, 0, value);
}

/** Puts a value in the place of an entry, also of one that is missing, or of an item. @throws StepFault where a list has no such item */
export function setMember({ container, key }: Target, value: Node): void {
  if (container.kind === 'map') container.entries.set(key, value);
  else container.items[listIndex(container, key)] = value;
}

/** @throws StepFault where there is none */
export function removeMember({ container, key }: Target): void {
  if (container.kind === 'list') container.items.splice(listIndex(container, key), 1);
  else if (!container.entries.delete(key)) throw new StepFault(`there is no key ${key}`);
}

function listIndex({ items }: ListNode, key: string): number {
  const index = indexOf(key, items.length);
  if (index === undefined) throw new StepFault(`the list has no index ${key}`);
  return index;
}

/** An index as Go's Atoi reads it; a negative one counts from the end. Undefined beyond `length`. */
function indexOf(key: string, length: number): number | undefined {
  if (!/^[-+]?\d{1,15}$/.test(key)) return undefined;
  const index = Number(key) < 0 ? Number(key) + length : Number(key);
  return index >= 0 && index < length ? index : undefined;
}

/** The root as the place of another document. @throws KustomizeError `patch` where that is no object */
export function requireObject(node: Node, place: Place): MapNode {
  if (node.kind === 'map') return node;
  throw new KustomizeError('patch', `a resource can only be replaced by an object, not by a ${node.kind}`, { place });
}

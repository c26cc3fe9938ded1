import { mapNode } from './create.ts';
import type { MapNode, Node, Place } from './node.ts';

/** A step to a map's entry (a name) or a list's item (its index). */
export type Step = string | number;

/** The node below `node` at `steps`, or undefined where there is none. */
export function getNode(node: Node | undefined, ...steps: readonly Step[]): Node | undefined {
  let current = node;
  for (const step of steps) {
    if (current?.kind === 'map') current = current.entries.get(String(step));
    else if (current?.kind === 'list' && typeof step === 'number') current = current.items[step];
    else return undefined;
  }
  return current;
}

/** The map at `names`, or undefined where something else or nothing is there. */
export function getMap(node: Node | undefined, ...names: readonly string[]): MapNode | undefined {
  const found = getNode(node, ...names);
  return found?.kind === 'map' ? found : undefined;
}

/**
 * Sets the entry `names` ends at, and makes the maps on the way that are missing or null. False, and nothing changed, where something
 * else than a map stands in the way.
 */
export function setNode(root: MapNode, names: readonly string[], value: Node): boolean {
  const last = names.at(-1);
  if (last === undefined) return false;
  const parent = ensureMap(root, names.slice(0, -1), value.place, value.changedBy);
  if (parent === undefined) return false;
  parent.entries.set(last, value);
  return true;
}

/** The map at `names`, made where it is missing or null; undefined where something else stands in the way. */
export function ensureMap(
  root: MapNode,
  names: readonly string[],
  place: Place,
  changedBy?: string,
): MapNode | undefined {
  let current = root;
  for (const name of names) {
    const next = current.entries.get(name);
    if (next?.kind === 'map') {
      current = next;
      continue;
    }
    if (next !== undefined && !isNull(next)) return undefined;
    const made = mapNode([], place, changedBy);
    current.entries.set(name, made);
    current = made;
  }
  return current;
}

/** Removes what is at `names`; whether there was something. */
export function removeNode(root: MapNode, ...names: readonly string[]): boolean {
  const last = names.at(-1);
  return last !== undefined && (getMap(root, ...names.slice(0, -1))?.entries.delete(last) ?? false);
}

/** Whether it is null, however that was written. */
export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}

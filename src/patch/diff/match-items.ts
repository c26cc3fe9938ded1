import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { keyElement, type PathElement } from '../fieldpath/index.ts';
import { memberOf } from '../members.ts';

/** Fields that tell the items of Kubernetes' lists apart, in the order in which they are tried; the first that is unique holds. */
const wellKnownKeys: readonly (readonly string[])[] = [
  ['name'],
  ['containerPort', 'protocol'],
  ['containerPort'],
  ['port', 'protocol'],
  ['port'],
  ['mountPath'],
  ['devicePath'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['topologyKey'],
  ['uid'],
  ['ip'],
  ['type'],
  ['key'],
  ['id'],
  ['host'],
  ['path'],
];

/** Two items that are the same one, or one that only one of the lists has. */
export interface ItemPair {
  readonly desired: number | undefined;
  readonly live: number | undefined;
  /** What tells the item: `k:{"name":"a"}`. */
  readonly element: PathElement;
}

/**
 * The items of two lists of maps, matched by the first well-known keys that are unique in both, desired ones first; undefined where no
 * keys are.
 */
export function matchItems(desired: readonly Json[], live: readonly Json[]): ItemPair[] | undefined {
  if (![...desired, ...live].every(isJsonObject)) return undefined;
  for (const keys of wellKnownKeys) {
    const left = indexBy(desired as readonly JsonObject[], keys);
    const right = indexBy(live as readonly JsonObject[], keys);
    if (left === undefined || right === undefined) continue;
    const pairs: ItemPair[] = [];
    for (const [element, index] of left) {
      pairs.push({ desired: index, live: right.get(element), element });
    }
    for (const [element, index] of right) {
      if (!left.has(element)) pairs.push({ desired: undefined, live: index, element });
    }
    return pairs;
  }
  return undefined;
}

function indexBy(list: readonly JsonObject[], keys: readonly string[]): Map<string, number> | undefined {
  const places = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const values = keys.map((key) => memberOf(item, key) ?? (key === 'protocol' ? 'TCP' : undefined));
    if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return undefined;
    const element = keyElement(keys, values);
    if (places.has(element)) return undefined;
    places.set(element, index);
  }
  return places;
}

import { resolvePlain } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import { isNull, type MapNode, type Node, type ScalarChange, setText, stringNode } from '../node/index.ts';

/**
 * Writes a text over a scalar (kyaml 0.20, FieldSetter without a name).
 *
 * Throws `transformer` where a map or list stands there.
 */
export function setScalar(node: Node, change: ScalarChange): void {
  if (node.kind === 'scalar') setText(node, change);
  else throw wrongKind(node, 'a text or number');
}

/**
 * Sets a string in a map. Where nothing stands there yet, the entry is `made`, which other fields may hold as well (kyaml 0.20, FieldSetter
 * with a name: a made entry is upstream's very node, so that fields made by one setter change together from then on).
 *
 * Throws `transformer` where `node` is no map, and `output` for a new key that is read as something else than text, as upstream writes it
 * without quotes and then cannot print it; null is left as it is.
 */
export function setEntry(node: Node, key: string, change: ScalarChange, made: Node): void {
  if (isNull(node)) return;
  if (node.kind !== 'map') throw wrongKind(node, 'a map');
  const present = node.entries.get(key);
  if (present === undefined) {
    checkKey(key, change);
    node.entries.set(key, made);
  } else if (present.kind === 'scalar') setText(present, change);
  else node.entries.set(key, stringNode(change.text, change.place, change.changedBy));
}

function checkKey(key: string, { place }: ScalarChange): void {
  const { tag } = resolvePlain(key, 'go3');
  if (tag === 'str') return;
  const message = `the key '${key}' would be read as ${tag}, not as text: give it another name`;
  throw new KustomizeError('output', message, { place });
}

/** The scalar of a map's entry, made where there is none; null is one. Throws `transformer` where something else stands there. */
export function setMember(map: MapNode, key: string, change: ScalarChange): void {
  const present = map.entries.get(key);
  if (present === undefined) map.entries.set(key, stringNode(change.text, change.place, change.changedBy));
  else setScalar(present, change);
}

/** What stands where something else should. */
export function wrongKind(node: Node, expected: string): KustomizeError {
  const found = { scalar: 'a text or number', map: 'a map', list: 'a list' }[node.kind];
  return new KustomizeError('transformer', `wrong node kind: expected ${expected} but got ${found}`, {
    place: node.place,
  });
}

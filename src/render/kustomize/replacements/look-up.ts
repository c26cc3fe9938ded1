import { isNull, type Node, textOf } from '../node/index.ts';
import { indexOf, itemMatch } from './field-path.ts';
import { PathFault } from './path-fault.ts';

/**
 * The value at a path, or undefined (kyaml 0.20, PathGetter): empty steps do not count, `-` is the last item, and items are matched exactly.
 * @throws PathFault where a step meets another kind of value, or is a wildcard
 */
export function lookUp(root: Node, path: readonly string[]): Node | undefined {
  let current: Node = root;
  for (const part of path.map((step) => step.trim()).filter((step) => step !== '')) {
    if (isNull(current)) return undefined;
    const next = step(current, part);
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

function step(node: Node, part: string): Node | undefined {
  const index = indexOf(part);
  if (index !== undefined || part === '-') {
    if (index !== undefined && index < 0) throw new PathFault(`array index ${index} cannot be negative`);
    requireKind(node, 'list', part);
    return node.items.at(index ?? -1);
  }
  if (part === '*') throw new PathFault('wildcard is not supported in the path of a source: name one field');
  if (part.startsWith('[') && part.endsWith(']')) {
    const match = itemMatch(part);
    if (match === undefined) throw new PathFault(`${part} must contain fieldName=fieldValue`);
    requireKind(node, 'list', part);
    return node.items.find((item) => {
      if (match.name === '') return textOf(item) === match.value;
      const field = item.kind === 'map' ? item.entries.get(match.name) : undefined;
      return field !== undefined && textOf(field) === match.value;
    });
  }
  requireKind(node, 'map', part);
  return node.entries.get(part);
}

function requireKind<K extends Node['kind']>(
  node: Node,
  kind: K,
  part: string,
): asserts node is Extract<Node, { kind: K }> {
  if (node.kind !== kind)
    throw new PathFault(`wrong node kind at '${part}': expected a ${kind} but got a ${node.kind}`);
}

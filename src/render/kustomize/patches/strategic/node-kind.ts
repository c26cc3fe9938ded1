import { KustomizeError } from '../../error.ts';
import { isNull, type Node, textOf } from '../../node/index.ts';

/** Whether a node is absent or null (kyaml 0.20, yaml.IsMissingOrNull). */
export function isMissing(node: Node | undefined): node is undefined {
  return node === undefined || isNull(node);
}

/** Whether a node is a map without members. */
export function isEmptyMap(node: Node | undefined): boolean {
  return node?.kind === 'map' && node.entries.size === 0;
}

/** The text of a scalar, by which kyaml compares; empty for maps, lists and what is not there. */
export function scalarText(node: Node | undefined): string {
  return node === undefined ? '' : textOf(node);
}

/** The own member `key` of a map. */
export function fieldOf(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

const kindNames = { map: 'MappingNode', list: 'SequenceNode', scalar: 'ScalarNode' } as const;

/** @throws KustomizeError `patch` where a node is there and of another kind */
export function requireKind(kind: Node['kind'], node: Node | undefined): void {
  if (node === undefined || node.kind === kind || isNull(node)) return;
  const { place } = node;
  const message = `wrong node kind: expected ${kindNames[kind]} but got ${kindNames[node.kind]}`;
  throw new KustomizeError('patch', message, { place });
}

import { goFloatText, styleOf } from '../../../../yaml/index.ts';
import { KustomizeError } from '../../error.ts';
import type { MapNode, Node } from '../../node/index.ts';

/**
 * What the way through JSON and back leaves of a resource (api 0.20, filters/patchjson6902; kyaml 0.20, RNode.UnmarshalJSON): numbers are
 * floats, so that beyond 2^53 digits are lost, their texts are Go's (`1e+06`), strings are quoted where they have to be, and no scalar is
 * shared any more.
 * @throws KustomizeError `limit` where it is nested more than `levels` deep, or has more than `nodes.remaining` nodes
 */
export function throughJson(root: MapNode, levels: number, nodes: { remaining: number }): MapNode {
  const entries = new Map<string, Node>();
  for (const [key, entry] of root.entries) entries.set(key, read(entry, levels - 1, nodes));
  return { ...root, entries };
}

function read(node: Node, levels: number, nodes: { remaining: number }): Node {
  nodes.remaining -= 1;
  if (levels === 0 || nodes.remaining < 0) {
    const message = levels === 0 ? 'the patched resource is nested too deep' : 'the patched resource is too large';
    throw new KustomizeError('limit', message, { place: node.place });
  }
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => read(item, levels - 1, nodes)) };
  if (node.kind === 'map') return throughJson(node, levels, nodes);
  const { text: _, quoted: __, tag: ___, bracketed, ...rest } = node;
  if (bracketed === true && node.value === null) return { ...rest, value: '', quoted: true };
  const { value } = node;
  if (typeof value === 'string') return styleOf(value) === 'plain' ? rest : { ...rest, quoted: true };
  if (typeof value !== 'number' && typeof value !== 'bigint') return rest;
  const float = Number(value);
  const text = goFloatText(float);
  return text === String(float) ? { ...rest, value: float } : { ...rest, value: float, text };
}

import type { YamlValue } from '../../../yaml/index.ts';
import type { Node } from './node.ts';

/** The plain value of a node; shares nothing with it. */
export function toYaml(node: Node): YamlValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toYaml);
  const value: { [key: string]: YamlValue } = {};
  for (const [key, entry] of node.entries) {
    if (key === '__proto__') Object.defineProperty(value, key, { value: toYaml(entry), enumerable: true });
    else value[key] = toYaml(entry);
  }
  return value;
}

import type { YamlScalar, YamlValue } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import type { Node, ScalarNode } from './node.ts';

/** The plain value of a node; shares nothing with it. */
export function toYaml(node: Node): YamlValue {
  return valueOf(node, ({ value }) => value);
}

/** The same as kustomize prints it, which writes YAML, reads it, writes JSON and reads that as YAML. Throws KustomizeError `malformed` for characters that no YAML may hold. */
export function toPrintedYaml(node: Node): YamlValue {
  return valueOf(node, printedScalar);
}

function valueOf(node: Node, scalar: (node: ScalarNode) => YamlScalar): YamlValue {
  if (node.kind === 'scalar') return scalar(node);
  if (node.kind === 'list') return node.items.map((item) => valueOf(item, scalar));
  const value: { [key: string]: YamlValue } = {};
  for (const [key, entry] of node.entries) {
    const member = valueOf(entry, scalar);
    if (key === '__proto__') Object.defineProperty(value, key, { value: member, enumerable: true });
    else value[key] = member;
  }
  return value;
}

/** What no YAML may hold, and the line break of old times. */
const odd = /[\x7f-\x9f\ufffe\uffff]/;

function printedScalar({ value, bracketed, place }: ScalarNode): YamlScalar {
  if (typeof value !== 'string') return value === null && bracketed === true ? '' : value;
  if (!odd.test(value)) return value;
  const folded = value.replace(
    /[ \t]*\x85[ \t\x85]*/g,
    (breaks) => '\n'.repeat(breaks.split('\x85').length - 2) || ' ',
  );
  if (!odd.test(folded)) return folded;
  throw new KustomizeError('malformed', 'control characters are not allowed: take them out, or encode them', { place });
}

import { resolvePlain, type YamlScalar } from '../../../../yaml/index.ts';
import { isNull, type Node, type ScalarNode, textOf } from '../../node/index.ts';
import { splitPath } from '../../tables/index.ts';

/** What a variable stands for. A whole number and a fraction are told apart by `isFloat`; a list or map stands for nothing. */
export interface FieldValue {
  readonly node: ScalarNode;
  readonly value: Exclude<YamlScalar, null>;
  readonly isFloat: boolean;
}

/**
 * The node at a path with dots, `[name=value]` and `[0]` (kyaml 0.20, RNode.GetFieldValue); undefined where there is none, or the path
 * leads through what it cannot.
 */
export function fieldAt(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const step of stepsOf(path)) {
    if (node === undefined || isNull(node)) return undefined;
    node = child(node, step);
  }
  return node;
}

/** The value of a scalar, by its type; undefined where it is a number that Go's integers do not take. */
export function valueOf(node: ScalarNode): FieldValue | undefined {
  const { value } = node;
  if (typeof value === 'boolean') return { node, value, isFloat: false };
  if (typeof value !== 'number' && typeof value !== 'bigint') return { node, value: textOf(node), isFloat: false };
  const written = textOf(node);
  if (resolvePlain(written, 'go3').tag === 'float') return { node, value: Number(value), isFloat: true };
  return /^[-+]?\d+$/.test(written) ? { node, value: BigInt(written.replace('+', '')), isFloat: false } : undefined;
}

/** Names between dots; what stands in brackets is one, and so is an index behind a name. */
function stepsOf(path: string): string[] {
  const steps: string[] = [];
  const parts = splitPath(path, '.');
  for (let index = 0; index < parts.length; index += 1) {
    let part = parts[index] ?? '';
    if (part.startsWith('[') && !part.endsWith(']')) {
      while (index + 1 < parts.length && !part.endsWith(']')) part = `${part}.${parts[(index += 1)] ?? ''}`;
    }
    if (part.startsWith('[') && !part.includes('=')) part = part.replace(/^[[\]]+|[[\]]+$/g, '');
    steps.push(...withIndex(part));
  }
  return steps.map((step) => step.trim()).filter((step) => step !== '');
}

function withIndex(part: string): string[] {
  const [, name = '', index] = /^(.*)\[(\d+)\]$/s.exec(part) ?? [];
  if (index === undefined) return [part];
  return name === '' ? [index] : [name, index];
}

function child(node: Node, step: string): Node | undefined {
  if (/^\+?\d+$/.test(step)) return node.kind === 'list' ? node.items[Number(step)] : undefined;
  if (step === '-') return node.kind === 'list' ? node.items.at(-1) : undefined;
  const [, key, value] = /^\[([^=]*)=(.*)\]$/s.exec(step) ?? [];
  if (key === undefined) return node.kind === 'map' ? node.entries.get(step) : undefined;
  if (node.kind !== 'list') return undefined;
  return node.items.find((item) => {
    if (key === '') return item.kind === 'scalar' && textOf(item) === value;
    const field = item.kind === 'map' ? item.entries.get(key) : undefined;
    return field !== undefined && textOf(field) === value;
  });
}

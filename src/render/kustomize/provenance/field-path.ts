import { getNode, type Node, textOf } from '../node/index.ts';

/** A step of a path: an entry's name, an item's index, or the item whose entry `key` is `value`. */
export type PathStep = string | number | { readonly key: string; readonly value: string };

const plainName = /^[^.[\]"\s]+$/;

/** A path as text: `spec.containers[0].image`, and `metadata.labels["app.kubernetes.io/name"]` for names that dots would take apart. */
export function fieldPathText(steps: readonly (string | number)[]): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!plainName.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

const part =
  /\[(?<index>\d+)\]|\["(?<quoted>(?:[^"\\]|\\.)*)"\]|\[(?<key>[^=\]]+)=(?<value>[^\]]*)\]|(?<name>[^.[\]]+)/uy;

/**
 * Reads what `fieldPathText` wrote, and what people write as well: `containers[name=app]`, `containers.0`. Undefined where it is no path.
 */
export function parseFieldPath(text: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    if (text[part.lastIndex] === '.') part.lastIndex += 1;
    const groups = part.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const { index, quoted, key, value, name } = groups;
    if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(unquoted(quoted));
    else if (key !== undefined) steps.push({ key, value: value ?? '' });
    else steps.push(name ?? '');
  }
  return steps.length === 0 ? undefined : steps;
}

function unquoted(text: string): string {
  return text.replaceAll(/\\(.)/gu, '$1');
}

/** The node that a path leads to from `root`, and the steps that do; or how far it got. */
export type FoundField =
  | { readonly kind: 'found'; readonly node: Node; readonly steps: readonly (string | number)[] }
  | { readonly kind: 'missing'; readonly parent: Node; readonly steps: readonly (string | number)[] };

/** Follows a path. Names in one step may hold dots too: of `metadata.labels.app.kubernetes.io/name` the rest is taken as one name. */
export function findField(root: Node, path: readonly PathStep[]): FoundField {
  let node = root;
  const steps: (string | number)[] = [];
  for (const [position, wanted] of path.entries()) {
    const step = stepIn(node, wanted);
    const next = step === undefined ? undefined : getNode(node, step);
    if (step === undefined || next === undefined) {
      const names = path.slice(position).filter((one) => typeof one === 'string');
      const isAllNames = names.length === path.length - position;
      const last = node.kind === 'map' && isAllNames ? node.entries.get(names.join('.')) : undefined;
      if (last !== undefined) return { kind: 'found', node: last, steps: [...steps, names.join('.')] };
      return { kind: 'missing', parent: node, steps };
    }
    steps.push(step);
    node = next;
  }
  return { kind: 'found', node, steps };
}

function stepIn(node: Node, wanted: PathStep): string | number | undefined {
  if (node.kind === 'map') return typeof wanted === 'object' ? undefined : String(wanted);
  if (node.kind !== 'list') return undefined;
  if (typeof wanted === 'string') return /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  if (typeof wanted === 'number') return wanted;
  const index = node.items.findIndex((item) => {
    const entry = getNode(item, wanted.key);
    return entry?.kind === 'scalar' && textOf(entry) === wanted.value;
  });
  return index === -1 ? undefined : index;
}

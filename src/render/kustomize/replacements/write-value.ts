import { resolvePlain } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import { copyNode, isNull, type Node, type Place, plainNode, type ScalarNode, tagOf, textOf } from '../node/index.ts';
import type { Slot } from './match-path.ts';

/** How a value is split or joined (api 0.20, types.FieldOptions). */
export interface SplitOptions {
  readonly delimiter: string;
  /** Which part is taken; of a target one below 0 puts it before the first, one beyond behind the last. */
  readonly index: number;
}

/** Who writes. */
export const changedBy = 'ReplacementTransformer';

/**
 * Writes a value where a path led (api 0.20, replacement.go setFieldValue): a scalar that is there keeps its type and takes only the text, anything
 * else is replaced by a copy.
 * @throws KustomizeError `replacement` where a delimiter is used on something else than a scalar, or the text is none of the type
 */
export function writeValue(slot: Slot, value: Node, split: SplitOptions | undefined): void {
  const { node } = slot;
  if (split !== undefined && node.kind !== 'scalar') {
    throw new KustomizeError('replacement', 'delimiter option can only be used with scalar nodes', {
      place: node.place,
    });
  }
  if (node.kind !== 'scalar') {
    slot.put(changed(copyNode(value)));
    return;
  }
  const text = valueText(value);
  writeText(node, split === undefined ? text : join(textOf(node), text, split), value.place, slot.isNew);
}

/** The text of a scalar, also where only its text says that it is null; empty for a map or list. */
export function valueText(value: Node): string {
  return value.kind === 'scalar' && (!isNull(value) || value.tag === 'none') ? textOf(value) : '';
}

function join(target: string, text: string, { delimiter, index }: SplitOptions): string {
  const parts = target.split(delimiter);
  if (index < 0) parts.unshift(text);
  else if (index >= parts.length) parts.push(text);
  else parts[index] = text;
  return parts.join(delimiter);
}

/** Gives a scalar a text and keeps its type, as go-yaml does with a node whose tag stays. */
function writeText(node: ScalarNode, text: string, place: Place, isNew: boolean): void {
  const { value, text: written } = typed(node, text, isNew ? 'none' : tagOf(node));
  node.value = value;
  if (written === undefined) delete node.text;
  else node.text = written;
  node.place = place;
  node.changedBy = changedBy;
}

function typed(node: ScalarNode, text: string, tag: ReturnType<typeof tagOf>): Pick<ScalarNode, 'value' | 'text'> {
  if (tag !== 'str' && tag !== 'none') requireType(node, text, tag);
  return tag === 'str' || node.quoted === true ? { value: text } : plainNode(text, node.place);
}

/** @throws KustomizeError `replacement` where upstream could not print it */
function requireType({ place }: ScalarNode, text: string, tag: string): void {
  const resolved = resolvePlain(text, 'go3');
  if (resolved.tag === tag || (tag === 'float' && resolved.tag === 'int')) return;
  const message = `cannot write '${text}' into a field of type ${tag}: quote the value that stands there, or write one of that type`;
  throw new KustomizeError('replacement', message, { place });
}

function changed(node: Node): Node {
  node.changedBy = changedBy;
  if (node.kind === 'list') for (const item of node.items) changed(item);
  else if (node.kind === 'map') for (const entry of node.entries.values()) changed(entry);
  return node;
}

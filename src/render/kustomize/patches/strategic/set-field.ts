import { resolvePlain } from '../../../../yaml/index.ts';
import { isNull, isOldNonString, type MapNode, type Node, type ScalarNode, tagOf, textOf } from '../../node/index.ts';

/**
 * Sets an entry as kyaml's FieldSetter does (kyaml 0.20, yaml/fns.go): a scalar that is there is written over and keeps its style, so that in the
 * place of a quoted one everything becomes a string. `value` is no null, or one that stays.
 */
export function setField(map: MapNode, name: string, value: Node): void {
  // A string that YAML 1.1 takes for something else is put in quotes when it is set.
  if (
    value.kind === 'scalar' &&
    tagOf(value) === 'str' &&
    typeof value.value === 'string' &&
    isOldNonString(value.value)
  )
    value.quoted = true;
  if (value.kind === 'scalar' && value.tag === 'none') quoteOther(value);
  const before = map.entries.get(name);
  if (before === value) return;
  if (before?.kind === 'scalar' && value.kind === 'scalar') writeOver(before, value);
  else map.entries.set(name, value);
}

/** A text of no said type that YAML 1.1 reads as something else than a string becomes one (kyaml 0.20, yaml/compatibility.go). */
function quoteOther(scalar: ScalarNode): void {
  const text = textOf(scalar);
  if (scalar.quoted === true || text === '' || text.includes('\n')) return;
  if (typeof resolvePlain(text, 'go2').value === 'string') return;
  scalar.value = text;
  scalar.quoted = true;
  delete scalar.text;
}

/** Gives a scalar the value, place and author of another one, and keeps its style. */
function writeOver(scalar: ScalarNode, other: ScalarNode): void {
  const text = textOf(other);
  scalar.value = scalar.quoted === true && !isNull(other) ? text : other.value;
  if (scalar.quoted !== true && other.text !== undefined) scalar.text = other.text;
  else delete scalar.text;
  const tag = scalar.quoted === true && tagOf(other) !== 'str' ? tagOf(other) : other.tag;
  if (tag === undefined) delete scalar.tag;
  else scalar.tag = tag;
  scalar.place = other.place;
  if (other.changedBy === undefined) delete scalar.changedBy;
  else scalar.changedBy = other.changedBy;
}

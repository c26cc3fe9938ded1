import { resolvePlain } from '../../../yaml/index.ts';
import type { ListNode, MapNode, Node, Place, ScalarNode } from './node.ts';

/**
 * A string, whatever it looks like; where YAML 1.1 would take it for something else it stands in quotes (kyaml 0.20, yaml.NewStringRNode through
 * FieldSetter).
 */
export function stringNode(text: string, place: Place, changedBy?: string): ScalarNode {
  const node: ScalarNode = { kind: 'scalar', value: text, place, ...changed(changedBy) };
  if (isOldNonString(text)) node.quoted = true;
  return node;
}

/** Whether a text without quotes is no string to YAML 1.1 (kyaml 0.20, IsValueNonString): `yes`, `5`, `null`. */
export function isOldNonString(text: string): boolean {
  if (text === '') return false;
  const { tag } = resolvePlain(text, 'go2');
  return tag !== 'str' && tag !== 'timestamp';
}

/**
 * What a plain scalar of this text is read as: kyaml sets many names and values without a tag, so that `123` becomes a number when the
 * result is written and read again (kyaml 0.20 yaml.NewScalarRNode).
 */
export function plainNode(text: string, place: Place, changedBy?: string): ScalarNode {
  const { value } = resolvePlain(text, 'go3');
  const node: ScalarNode = { kind: 'scalar', value, tag: 'none', place, ...changed(changedBy) };
  if (String(value) !== text) node.text = text;
  return node;
}

/** A map with these entries. */
export function mapNode(entries: Iterable<readonly [string, Node]>, place: Place, changedBy?: string): MapNode {
  return { kind: 'map', entries: new Map(entries), place, ...changed(changedBy) };
}

/** A list of these items. */
export function listNode(items: readonly Node[], place: Place, changedBy?: string): ListNode {
  return { kind: 'list', items: [...items], place, ...changed(changedBy) };
}

function changed(changedBy: string | undefined): { changedBy?: string } {
  return changedBy === undefined ? {} : { changedBy };
}

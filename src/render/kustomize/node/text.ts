import { resolvePlain } from '../../../yaml/index.ts';
import { plainNode } from './create.ts';
import type { Node, Place, ScalarNode } from './node.ts';

/** The text of a scalar as it was written without its quotes (kyaml: yaml.Node.Value); empty for what is no scalar. */
export function textOf(node: Node | undefined): string {
  if (node?.kind !== 'scalar') return '';
  return node.text ?? String(node.value);
}

/** The type that go-yaml's node has: that of its text where it is not said. */
export function tagOf(node: ScalarNode): NonNullable<ScalarNode['tag']> {
  if (node.tag !== undefined) return node.tag;
  if (node.quoted === true || (typeof node.value === 'string' && node.text === undefined)) return 'str';
  return resolvePlain(textOf(node), 'go3').tag;
}

/** What a scalar is set to, and who says so. */
export interface ScalarChange {
  readonly text: string;
  readonly place: Place;
  readonly changedBy: string;
  /**
   * `string`: it is one whatever it looks like (kyaml tags it `!!str`). `integer`: it is one, but text where what stood there was quoted. `plain`: kyaml sets it without a tag in the style of what stood
   * there, so that it is a string where that stood in quotes and else what its text is read as.
   */
  readonly as: 'string' | 'integer' | 'plain';
}

/** Writes over a scalar in place. */
export function setText(node: ScalarNode, { text, place, changedBy, as }: ScalarChange): void {
  delete node.text;
  if (as === 'plain') node.tag = 'none';
  else if (as === 'integer') node.tag = 'int';
  else delete node.tag;
  if (as === 'string' || node.quoted === true) {
    node.value = text;
  } else {
    const { value, text: written } = plainNode(text, place);
    node.value = value;
    if (written !== undefined) node.text = written;
  }
  node.place = place;
  node.changedBy = changedBy;
}

import type { TemplatePlace } from '../error.ts';
import type { Node } from './node.ts';

/** Where a node stands, as Go's errors say it: the line from 1, the column in bytes from 0. */
export function placeOf(node: Node): Required<TemplatePlace> {
  const { file, text } = node.tree;
  const before = text.slice(0, node.at);
  return { file, line: before.split('\n').length, column: node.at - (before.lastIndexOf('\n') + 1) };
}

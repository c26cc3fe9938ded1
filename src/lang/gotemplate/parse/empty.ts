import type { ListNode } from './node.ts';

/** Whether a template holds nothing but blanks and comments: such a definition replaces no other (`parse.IsEmptyTree`). */
export function isEmptyList(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && isBlank(node.text));
}

function isBlank(text: string): boolean {
  return /^[\t\n\v\f\r ]*$/.test(text.replaceAll('\xc2\x85', '').replaceAll('\xc2\xa0', ''));
}

export type { ListNode, MapNode, Node, Place, ScalarNode } from './node.ts';

export { ensureMap, getMap, getNode, isNull, removeNode, setNode, type Step } from './access.ts';
export { copyNode, equalNodes } from './copy.ts';
export { isOldNonString, listNode, mapNode, plainNode, stringNode } from './create.ts';
export { fromDocument, fromValue } from './from-yaml.ts';
export type { ListNode, MapNode, Node, Place, ScalarNode } from './node.ts';
export { type ScalarChange, setText, tagOf, textOf } from './text.ts';
export { toPrintedYaml, toYaml } from './to-yaml.ts';

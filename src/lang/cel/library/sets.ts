import { equals } from '../evaluation/index.ts';
import { declare, type FunctionDeclaration, globalOverload } from '../functions.ts';
import { listOf, paramType, types } from '../types.ts';
import type { CelList } from '../values.ts';

const { bool } = types;
const T = paramType('T');
const lists = [listOf(T), listOf(T)] as const;

const has = (list: CelList, wanted: CelList): boolean =>
  wanted.items.every((item) => list.items.some((other) => equals(other, item)));

/** Lists as sets (cel-go v0.26.0, ext/sets.go). */
export const setFunctions: readonly FunctionDeclaration[] = [
  declare('sets.contains', globalOverload('list_sets_contains_list', lists, bool, has)),
  declare(
    'sets.equivalent',
    globalOverload('list_sets_equivalent_list', lists, bool, (a, b) => has(a, b) && has(b, a)),
  ),
  declare(
    'sets.intersects',
    globalOverload('list_sets_intersects_list', lists, bool, (a, b) =>
      a.items.some((item) => b.items.some((other) => equals(other, item))),
    ),
  ),
];

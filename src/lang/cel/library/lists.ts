import { failure } from '../error.ts';
import { compare, equals, valueText } from '../evaluation/index.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { bind, type Expr, type Macro, MacroWriter, SyntaxIssue } from '../syntax/index.ts';
import { listOf, optionalOf, paramType, types } from '../types.ts';
import { CelList, CelOptional, type CelValue, noValue } from '../values.ts';

const { int, dyn } = types;
const T = paramType('T');
const U = paramType('U');

/** Functions on lists (cel-go v0.26.0, ext/lists.go, version 3). */
export const listFunctions: readonly FunctionDeclaration[] = [
  declare('slice', memberOverload('list_slice', [listOf(T), int, int], listOf(T), slice)),
  declare(
    'flatten',
    memberOverload('list_flatten', [listOf(listOf(T))], listOf(T), (list) => flatten(list, 1n)),
    memberOverload('list_flatten_int', [listOf(dyn), int], listOf(dyn), flatten),
  ),
  declare('lists.range', globalOverload('lists_range', [int], listOf(int), range)),
  declare(
    'sort',
    memberOverload('list_sort', [listOf(T)], listOf(T), (list) => sorted(list, list)),
  ),
  declare(
    '@sortByAssociatedKeys',
    memberOverload('list_sortByAssociatedKeys', [listOf(T), listOf(U)], listOf(T), sorted),
  ),
  declare('distinct', memberOverload('list_distinct', [listOf(T)], listOf(T), distinct)),
  declare(
    'reverse',
    memberOverload('list_reverse', [listOf(T)], listOf(T), ({ items }) => new CelList([...items].reverse())),
  ),
  declare(
    'first',
    memberOverload('list_first', [listOf(T)], optionalOf(T), ({ items }) => optional(items[0])),
  ),
  declare(
    'last',
    memberOverload('list_last', [listOf(T)], optionalOf(T), ({ items }) => optional(items.at(-1))),
  ),
];

/** `list.sortBy(name, key)`. */
export const sortByMacro: Macro = {
  name: 'sortBy',
  arity: 2,
  member: true,
  expand: ({ at, target, args }) => {
    const [variable, key] = args as [Expr, Expr];
    if (variable.kind !== 'ident') throw new SyntaxIssue(variable.at, 'argument must be a simple name');
    const write = new MacroWriter(at);
    const list = write.ident('@__sortBy_input__');
    const keys = write.fold(list, [variable.name], {
      init: write.list(),
      condition: write.literal(true),
      step: write.call('_+_', write.result, write.list(key)),
      result: write.result,
    });
    return bind(at, '@__sortBy_input__', target as Expr, write.member(list, '@sortByAssociatedKeys', keys));
  },
};

function optional(value: CelValue | undefined): CelOptional {
  return value === undefined ? noValue : new CelOptional(value);
}

function slice({ items }: CelList, start: bigint, end: bigint): CelList {
  if (start < 0n || end < 0n) throw failure(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end) throw failure(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (end > BigInt(items.length)) throw failure(`cannot slice(${start}, ${end}), list is length ${items.length}`);
  return new CelList(items.slice(Number(start), Number(end)));
}

function flatten({ items }: CelList, depth: bigint): CelList {
  if (depth < 0n) throw failure('level must be non-negative');
  return new CelList(
    items.flatMap((item) => (item instanceof CelList && depth > 0n ? flatten(item, depth - 1n).items : [item])),
  );
}

const maxRange = 1_000_000n;

function range(count: bigint): CelList {
  if (count > maxRange) throw failure(`lists.range(${count}): more than ${maxRange} items`);
  return new CelList(Array.from({ length: Math.max(0, Number(count)) }, (_, at) => BigInt(at)));
}

function sorted({ items }: CelList, { items: keys }: CelList): CelList {
  if (items.length !== keys.length) {
    throw failure(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${items.length} and ${keys.length} elements respectively`,
    );
  }
  const kinds = new Set(
    keys.map((key) => (typeof key === 'object' && key !== null ? key.constructor.name : typeof key)),
  );
  if (kinds.size > 1) throw failure('list elements must have the same type');
  const pairs = items.map((item, at) => [keys[at] as CelValue, item] as const);
  return new CelList(pairs.sort(([a], [b]) => compare(a, b) ?? 0).map(([, item]) => item));
}

function distinct({ items }: CelList): CelList {
  const seen = new Set<string>();
  return new CelList(
    items.filter((item, at) => {
      if (typeof item !== 'string') return !items.slice(0, at).some((other) => equals(other, item));
      const text = valueText(item);
      const isNew = !seen.has(text);
      seen.add(text);
      return isNew;
    }),
  );
}

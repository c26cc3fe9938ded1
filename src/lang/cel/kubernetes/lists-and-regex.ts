import { bytesOfText, textOfBytes } from '../../gotemplate/index.ts';
import { CelError, failure } from '../error.ts';
import { add, compare, equals, toDuration } from '../evaluation/index.ts';
import { declare, type FunctionDeclaration, memberOverload } from '../functions.ts';
import { regexp } from '../library/match.ts';
import { listOf, paramType, type Type, types } from '../types.ts';
import { CelList, CelUint, type CelValue } from '../values.ts';

const { bool, int, uint, double, string, bytes, timestamp, duration } = types;
const A = paramType('A');

const comparable: readonly Type[] = [int, uint, double, bool, duration, timestamp, string, bytes];
const summable: readonly (readonly [Type, CelValue])[] = [
  [int, 0n],
  [uint, new CelUint(0n)],
  [double, 0],
  [duration, toDuration(0n)],
];

const overComparable = (
  name: string,
  result: (type: Type) => Type,
  run: (list: CelList) => CelValue,
): FunctionDeclaration =>
  declare(
    name,
    ...comparable.map((type) => memberOverload(`list_${type.kind}_${name}`, [listOf(type)], result(type), run)),
  );

function isSorted({ items }: CelList): boolean {
  return items.every((item, at) => at === 0 || (compare(items[at - 1] as CelValue, item) ?? 1) <= 0);
}

const extreme =
  (name: string, wins: (order: number) => boolean) =>
  ({ items }: CelList): CelValue => {
    if (items.length === 0) throw failure(`${name} called on empty list`);
    return items.reduce((best, item) => (wins(compare(item, best) ?? 0) ? item : best));
  };

function compiled(pattern: string): ReturnType<typeof regexp> {
  try {
    return regexp(pattern);
  } catch (error) {
    if (error instanceof CelError) throw failure(`Illegal regex: ${error.message}`);
    throw error;
  }
}

const findAll = (text: string, pattern: string, limit: bigint): CelList =>
  new CelList(compiled(pattern).findAll(bytesOfText(text), Number(limit)).map(textOfBytes));

/** Functions on lists and with regular expressions (apiserver v0.36.3, pkg/cel/library/lists.go and regex.go). */
export const listAndRegexFunctions: readonly FunctionDeclaration[] = [
  overComparable('isSorted', () => bool, isSorted),
  overComparable(
    'min',
    (type) => type,
    extreme('min', (order) => order < 0),
  ),
  overComparable(
    'max',
    (type) => type,
    extreme('max', (order) => order > 0),
  ),
  declare(
    'sum',
    ...summable.map(([type, zero]) =>
      memberOverload(`list_${type.kind}_sum`, [listOf(type)], type, ({ items }: CelList) => items.reduce(add, zero)),
    ),
  ),
  declare(
    'indexOf',
    memberOverload('list_a_index_of_int', [listOf(A), A], int, ({ items }, value) =>
      BigInt(items.findIndex((item) => equals(item, value))),
    ),
  ),
  declare(
    'lastIndexOf',
    memberOverload('list_a_last_index_of_int', [listOf(A), A], int, ({ items }, value) =>
      BigInt(items.findLastIndex((item) => equals(item, value))),
    ),
  ),
  declare(
    'find',
    memberOverload('string_find_string', [string, string], string, (text, pattern) =>
      textOfBytes(compiled(pattern).find(bytesOfText(text)) ?? ''),
    ),
  ),
  declare(
    'findAll',
    memberOverload('string_find_all_string', [string, string], listOf(string), (text, pattern) =>
      findAll(text, pattern, -1n),
    ),
    memberOverload('string_find_all_string_int', [string, string, int], listOf(string), findAll),
  ),
];

import {
  add,
  compare,
  contains,
  divide,
  equals,
  multiply,
  negate,
  remainder,
  subtract,
  valueText,
} from '../evaluation/index.ts';
import { failure, noSuchOverload } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload, operator } from '../functions.ts';
import { listOf, mapOf, optionalOf, paramType, type Type, types } from '../types.ts';
import { CelMap, type CelValue, EntryMap } from '../values.ts';

const { bool, int, uint, double, string, bytes, timestamp, duration, dyn } = types;
const A = paramType('A');
const B = paramType('B');

type Signature = readonly [string, readonly Type[], Type];

const same = (prefix: string, ...of: readonly Type[]): readonly Signature[] =>
  of.map((type) => [`${prefix}_${type.name.replace(/.*\./, '').toLowerCase()}`, [type, type], type]);

const ordering = (prefix: string): readonly Signature[] => [
  ...[bool, int, uint, double, string, bytes, timestamp, duration].map((type): Signature => [
    `${prefix}_${type.kind}`,
    [type, type],
    bool,
  ]),
  ...[int, uint, double].flatMap((a) =>
    [int, uint, double].filter((b) => a !== b).map((b): Signature => [`${prefix}_${a.kind}_${b.kind}`, [a, b], bool]),
  ),
];

const order = (name: string, prefix: string, holds: (order: number) => boolean): FunctionDeclaration =>
  operator(name, ordering(prefix), (a, b) => {
    const result = compare(a ?? null, b ?? null);
    return result !== undefined && holds(result);
  });

const two =
  (run: (a: CelValue, b: CelValue) => CelValue) =>
  (...[a = null, b = null]: readonly CelValue[]): CelValue =>
    run(a, b);

const evaluated = (): never => {
  throw failure('operators that choose are no functions');
};

/** The operators of the language. */
export const operators: readonly FunctionDeclaration[] = [
  operator('_&&_', [['logical_and', [bool, bool], bool]], evaluated),
  operator('_||_', [['logical_or', [bool, bool], bool]], evaluated),
  operator('_?_:_', [['conditional', [bool, A, A], A]], evaluated),
  operator('@not_strictly_false', [['not_strictly_false', [bool], bool]], evaluated),
  operator('!_', [['logical_not', [bool], bool]], (value) => not(value ?? null)),
  operator('_==_', [['equals', [A, A], bool]], two(equals)),
  operator(
    '_!=_',
    [['not_equals', [A, A], bool]],
    two((a, b) => !equals(a, b)),
  ),
  order('_<_', 'less', (result) => result < 0),
  order('_<=_', 'less_equals', (result) => result <= 0),
  order('_>_', 'greater', (result) => result > 0),
  order('_>=_', 'greater_equals', (result) => result >= 0),
  operator(
    '_+_',
    [
      ...same('add', int, uint, double, string, bytes, duration),
      ['add_list', [listOf(A), listOf(A)], listOf(A)],
      ['add_timestamp_duration', [timestamp, duration], timestamp],
      ['add_duration_timestamp', [duration, timestamp], timestamp],
    ],
    two(add),
  ),
  operator(
    '_-_',
    [
      ...same('subtract', int, uint, double, duration),
      ['subtract_timestamp_timestamp', [timestamp, timestamp], duration],
      ['subtract_timestamp_duration', [timestamp, duration], timestamp],
    ],
    two(subtract),
  ),
  operator('_*_', same('multiply', int, uint, double), two(multiply)),
  operator('_/_', same('divide', int, uint, double), two(divide)),
  operator('_%_', same('modulo', int, uint), two(remainder)),
  operator(
    '-_',
    [
      ['negate_int', [int], int],
      ['negate_double', [double], double],
      ['negate_duration', [duration], duration],
    ],
    (a) => negate(a ?? null),
  ),
  operator(
    '_[_]',
    [
      ['index_list', [listOf(A), int], A],
      ['index_map', [mapOf(A, B), A], B],
      ['optional_list_index_value', [optionalOf(listOf(A)), int], optionalOf(A)],
      ['optional_map_index_value', [optionalOf(mapOf(A, B)), A], optionalOf(B)],
    ],
    evaluated,
  ),
  operator(
    '_[?_]',
    [
      ['list_optindex_optional_int', [listOf(A), int], optionalOf(A)],
      ['optional_list_optindex_optional_int', [optionalOf(listOf(A)), int], optionalOf(A)],
      ['map_optindex_optional_value', [mapOf(A, B), A], optionalOf(B)],
      ['optional_map_optindex_optional_value', [optionalOf(mapOf(A, B)), A], optionalOf(B)],
    ],
    evaluated,
  ),
  operator(
    '@in',
    [
      ['in_list', [A, listOf(A)], bool],
      ['in_map', [A, mapOf(A, B)], bool],
    ],
    two((value, collection) => contains(value, collection, equals)),
  ),
  declare(
    'cel.@mapInsert',
    globalOverload('cel_@mapInsert_map_map', [mapOf(A, B), mapOf(A, B)], mapOf(A, B), (map, other) =>
      inserted(
        map,
        [...other.keys()].map((key) => [key, other.get(key) as CelValue]),
      ),
    ),
    globalOverload('cel_@mapInsert_map_key_value', [mapOf(A, B), A, B], mapOf(A, B), (map, key, value) =>
      inserted(map, [[key, value]]),
    ),
  ),
  operator('dyn', [['to_dyn', [A], dyn]], (value) => value ?? null),
];

function inserted(map: CelMap, entries: readonly (readonly [CelValue, CelValue])[]): CelMap {
  const source = new EntryMap();
  for (const key of map.keys()) source.add(key, map.get(key) as CelValue);
  for (const [key, value] of entries) {
    if (!source.add(key, value)) throw failure(`insert failed: key ${valueText(key)} already exists`);
  }
  return new CelMap(source);
}

function not(value: CelValue): CelValue {
  if (typeof value !== 'boolean') throw noSuchOverload();
  return !value;
}

import {
  GoFailure,
  type GoFunction,
  GoMap,
  GoSlice,
  type GoValue,
  stringSlice,
  type TemplateBudget,
} from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { textOf } from '../convert/index.ts';
import { any, declare, declareVariadic, dict, string } from '../declare/index.ts';
import { deepCopy } from './copy.ts';
import { dig } from './dig.ts';
import { mergeMaps } from './merge.ts';

/**
 * The functions on dictionaries (sprig 3.3.0, dict.go). `set`, `unset` and `merge` change the map that they got. Keys come in the order of their bytes where
 * Go's maps have none: see docs/differences.md.
 */
export function dictFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  return { ...entryFunctions(budget), ...partFunctions(budget), ...mergeFunctions(budget), ...copyFunctions(budget) };
}

/** What an entry costs in memory, roughly. */
const bytesOfEntry = 32;

function spend(budget: TemplateBudget, entries: number): void {
  budget.step(entries + 1);
  budget.allocate(entries * bytesOfEntry);
}

function entryFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  return {
    dict: declareVariadic([], any, (pairs) => {
      spend(budget, pairs.length / 2);
      const entries = new Map<string, GoValue>();
      for (let index = 0; index < pairs.length; index += 2) {
        entries.set(textOf(pairs[index] ?? null, budget), index + 1 < pairs.length ? (pairs[index + 1] ?? null) : '');
      }
      return new GoMap(entries);
    }),
    get: declare([dict, string], (map, key) => {
      const value = map.entries.get(key);
      return value === undefined ? '' : value;
    }),
    set: declare([dict, string, any], (map, key, value) => {
      if (map.isNil) throw new GoFailure('assignment to entry in nil map');
      budget.allocate(bytesOfEntry);
      map.entries.set(key, value);
      return map;
    }),
    unset: declare([dict, string], (map, key) => {
      map.entries.delete(key);
      return map;
    }),
    hasKey: declare([dict, string], (map, key) => map.entries.has(key)),
    dig: declareVariadic([], any, dig),
  };
}

function partFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const sortedKeys = (map: GoMap): readonly string[] => {
    spend(budget, map.entries.size);
    return [...map.entries.keys()].sort();
  };
  return {
    keys: declareVariadic([], dict, (maps) => new GoSlice(maps.flatMap(sortedKeys), stringSlice)),
    values: declare([dict], (map) => new GoSlice(sortedKeys(map).map((key) => map.entries.get(key) ?? null))),
    pluck: declareVariadic([string], dict, (maps, key) => {
      spend(budget, maps.length);
      return new GoSlice(maps.filter(({ entries }) => entries.has(key)).map(({ entries }) => entries.get(key) ?? null));
    }),
    pick: declareVariadic([dict], string, (keys, map) => {
      spend(budget, keys.length);
      const picked = keys.filter((key) => map.entries.has(key));
      return new GoMap(new Map(picked.map((key) => [key, map.entries.get(key) ?? null])));
    }),
    omit: declareVariadic([dict], string, (keys, map) => {
      spend(budget, map.entries.size + keys.length);
      const omitted = new Set(keys);
      return new GoMap(new Map([...map.entries].filter(([key]) => !omitted.has(key))));
    }),
  };
}

function mergeFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const merging = (overwrites: boolean): GoFunction =>
    declareVariadic([dict], dict, (sources, target) => {
      // A nil map is made once there is something to put into it.
      const merged = target.isNil && sources.some(({ isNil }) => !isNil) ? new GoMap() : target;
      for (const source of sources) mergeMaps(merged, source, { overwrites, budget });
      return merged;
    });
  const merge = merging(false);
  const mergeOverwrite = merging(true);
  return { merge, mustMerge: merge, mergeOverwrite, mustMergeOverwrite: mergeOverwrite };
}

function copyFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const copy = declare([any], (value) => {
    if (value === null) throw new GoFailure('reflect: call of reflect.Value.Type on zero Value');
    return deepCopy(value, budget);
  });
  return { deepCopy: copy, mustDeepCopy: copy };
}

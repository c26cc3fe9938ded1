import {
  anySlice,
  deepEqual,
  GoFailure,
  type GoFunction,
  GoSlice,
  type GoValue,
  sliceOf,
  stringSlice,
  type TemplateBudget,
  typeOf,
} from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { isEmpty, itemsOf, textOf, textsOf, toInt64 } from '../convert/index.ts';
import { any, declare, declareVariadic, int } from '../declare/index.ts';
import { listItems } from './access.ts';
import { chunk } from './chunk.ts';

/** The functions on lists (sprig 3.3.0, list.go). All copy what they change; each has a twin `mustX`, which templates cannot tell from it. */
export function listFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  const twins = { ...partFunctions(budget), ...growing(budget), ...selecting(budget) };
  return {
    ...twins,
    ...Object.fromEntries(
      Object.entries(twins).map(([name, called]) => [`must${name[0]?.toUpperCase()}${name.slice(1)}`, called]),
    ),
    ...making(budget),
  };
}

/** What a list's slots cost in memory, roughly. */
const bytesOfSlot = 8;

/** Asks the budget before a list of so many items is made. */
function spend(budget: TemplateBudget, length: number): void {
  budget.step(length + 1);
  budget.allocate(length * bytesOfSlot);
}

function making(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const list = declareVariadic([], any, (items) => new GoSlice(items));
  return {
    list,
    tuple: list,
    concat: declareVariadic([], any, (lists) => {
      const items = lists.map((list) => listItems(list, (kind) => `Cannot concat type ${kind} as list`));
      const length = items.reduce((sum, { length }) => sum + length, 0);
      spend(budget, length);
      return new GoSlice(items.flat(), anySlice, length === 0);
    }),
    sortAlpha: declare([any], (value) => new GoSlice(sorted(value, budget), stringSlice)),
  };
}

/** Texts in the order of their bytes; what is no list is one text. */
function sorted(value: GoValue, budget: TemplateBudget): readonly string[] {
  if (itemsOf(value) === undefined) return [textOf(value, budget)];
  const texts = textsOf(value, budget);
  spend(budget, texts.length * 4);
  return texts.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}

function partFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const part = (name: string, take: (items: readonly GoValue[]) => GoValue): GoFunction =>
    declare([any], (value) => {
      const items = listItems(value, (kind) => `Cannot find ${name} on type ${kind}`);
      return items.length === 0 ? null : take(items);
    });
  /** For results that Go declares as a slice, where none is a nil slice. */
  const copy = (name: string, take: (items: readonly GoValue[]) => readonly GoValue[]): GoFunction =>
    declare([any], (value) => {
      const items = listItems(value, (kind) => `Cannot find ${name} on type ${kind}`);
      spend(budget, items.length);
      return items.length === 0 ? new GoSlice([], anySlice, true) : new GoSlice(take(items));
    });
  return {
    first: part('first', (items) => items[0] ?? null),
    last: part('last', (items) => items.at(-1) ?? null),
    rest: copy('rest', (items) => items.slice(1)),
    initial: copy('initial', (items) => items.slice(0, -1)),
    slice: declareVariadic([any], any, (indices, value) => slice(value, indices)),
    chunk: declare([int, any], (size, value) => {
      const items = listItems(value, (kind) => `Cannot chunk type ${kind}`);
      spend(budget, items.length);
      return new GoSlice(chunk(items, size, budget), sliceOf(anySlice));
    }),
  };
}

/** A part of a list, of the list's own type (mustSlice). */
function slice(value: GoValue, indices: readonly GoValue[]): GoValue {
  const items = listItems(value, (kind) => `list should be type of slice or array but ${kind}`);
  if (items.length === 0) return null;
  const start = Number(toInt64(indices[0] ?? null));
  const end = indices.length < 2 ? items.length : Number(toInt64(indices[1] ?? null));
  if (start < 0 || end < start || end > items.length) {
    throw new GoFailure('reflect.Value.Slice: slice index out of bounds');
  }
  return new GoSlice(items.slice(start, end), typeOf(value));
}

function growing(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const grow = (name: string, join: (items: readonly GoValue[], item: GoValue) => readonly GoValue[]): GoFunction =>
    declare([any, any], (value, item) => {
      const items = listItems(value, (kind) => `Cannot ${name} on type ${kind}`);
      spend(budget, items.length + 1);
      return new GoSlice(join(items, item));
    });
  const push = grow('push', (items, item) => [...items, item]);
  return { append: push, push, prepend: grow('prepend', (items, item) => [item, ...items]) };
}

function selecting(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const isIn = (items: readonly GoValue[], wanted: GoValue): boolean => {
    budget.step(items.length + 1);
    return items.some((item) => deepEqual(wanted, item));
  };
  return {
    reverse: declare([any], (value) => {
      const items = listItems(value, (kind) => `Cannot find reverse on type ${kind}`);
      spend(budget, items.length);
      return new GoSlice(items.toReversed());
    }),
    compact: declare([any], (value) => {
      const items = listItems(value, (kind) => `Cannot compact on type ${kind}`);
      spend(budget, items.length);
      return new GoSlice(items.filter((item) => !isEmpty(item)));
    }),
    uniq: declare([any], (value) => {
      const found: GoValue[] = [];
      for (const item of listItems(value, (kind) => `Cannot find uniq on type ${kind}`)) {
        if (!isIn(found, item)) found.push(item);
      }
      return new GoSlice(found);
    }),
    without: declareVariadic([any], any, (omitted, value) => {
      const items = listItems(value, (kind) => `Cannot find without on type ${kind}`);
      return new GoSlice(items.filter((item) => !isIn(omitted, item)));
    }),
    has: declare([any, any], (wanted, value) => {
      if (value === null) return false;
      return isIn(
        listItems(value, (kind) => `Cannot find has on type ${kind}`),
        wanted,
      );
    }),
  };
}

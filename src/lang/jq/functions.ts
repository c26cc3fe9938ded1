import { RE2JS } from 're2js';
import { isJsonObject, type Json, jsonEqual } from '../../base/index.ts';
import { JqError } from './error.ts';
import { type Budget, descend, indexed, made, members, type Place, spend } from './place.ts';
import { cannot, compareValues, describe, isTrue, memberOf, sum, textOf, typeOf } from './values.ts';

/** An argument: its outputs for an input. */
export type Argument = (input: Place, budget: Budget) => Iterable<Place>;

type Arguments = readonly Argument[];

/** A function: its outputs for an input, given its arguments. */
type Implementation = (args: Arguments, input: Place, budget: Budget) => Iterable<Place>;

/** The outputs of a function for an input. */
export function call(name: string, args: Arguments, input: Place, budget: Budget): Iterable<Place> {
  return Object.hasOwn(functions, name) ? (functions[name]?.(args, input, budget) ?? []) : [];
}

const functions: Readonly<Record<string, Implementation>> = {
  empty: () => [],
  select: function* ([condition], input, budget) {
    for (const { value } of outputs(condition, input, budget)) if (isTrue(value)) yield input;
  },
  recurse: ([next], input, budget) => (next === undefined ? descend(input, budget) : repeat(next, input, budget, 0)),
  first: function* ([of], input, budget) {
    if (of === undefined) yield indexed(input, 0);
    else {
      for (const place of of(input, budget)) {
        yield place;
        return;
      }
    }
  },
  last: (_args, input) => [indexed(input, -1)],
  limit: function* ([count, of], input, budget) {
    for (const { value } of outputs(count, input, budget)) {
      let left = typeof value === 'number' ? value : 0;
      if (left <= 0) continue;
      for (const place of outputs(of, input, budget)) {
        yield place;
        left -= 1;
        if (left <= 0) break;
      }
    }
  },
  getpath: function* ([path], input, budget) {
    for (const { value } of outputs(path, input, budget)) {
      if (!Array.isArray(value)) throw cannot(`follow ${describe(value)} as a path`);
      yield value.reduce<Place>((place, step) => indexed(place, step), input);
    }
  },
  map: ([of], input, budget) => [
    made([...members(input, budget)].flatMap((member) => (of === undefined ? [] : valuesOf(of, member, budget)))),
  ],
  any: (args, input, budget) => [made(conditions(args, input, budget).some(isTrue))],
  all: (args, input, budget) => [made(conditions(args, input, budget).every(isTrue))],
  isempty: function* ([of], input, budget) {
    for (const _ of outputs(of, input, budget)) {
      yield made(false);
      return;
    }
    yield made(true);
  },
  has: each((value, key) => {
    if (isJsonObject(value) && typeof key === 'string') return memberOf(value, key) !== undefined;
    if (Array.isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
    throw cannot(`look for ${describe(key)} in ${describe(value)}`);
  }),
  contains: each(contains),
  inside: each((value, other) => contains(other, value)),
  startswith: texts('startswith', (value, other) => value.startsWith(other)),
  endswith: texts('endswith', (value, other) => value.endsWith(other)),
  test: function* ([pattern, flags], input, budget) {
    for (const { value } of outputs(pattern, input, budget)) {
      for (const flag of flags === undefined ? [''] : valuesOf(flags, input, budget))
        yield made(test(input.value, value, flag, budget));
    }
  },
  ltrimstr: each((value, other) =>
    typeof value === 'string' && typeof other === 'string' && value.startsWith(other)
      ? value.slice(other.length)
      : value,
  ),
  rtrimstr: each((value, other) =>
    typeof value === 'string' && typeof other === 'string' && other !== '' && value.endsWith(other)
      ? value.slice(0, -other.length)
      : value,
  ),
  split: texts('split', (value, other) => (value === '' ? [] : value.split(other))),
  join: each((value, other) => {
    if (!Array.isArray(value) || typeof other !== 'string') throw cannot(`join ${describe(value)}`);
    return value.map((item) => (item === null ? '' : textOf(item))).join(other);
  }),
  not: plain((value) => !isTrue(value)),
  length: plain((value) => {
    if (value === null) return 0;
    if (typeof value === 'number') return Math.abs(value);
    if (typeof value === 'string') return Array.from(value).length;
    if (typeof value === 'boolean') throw cannot('measure boolean');
    return Array.isArray(value) ? value.length : Object.keys(value).length;
  }),
  keys: plain((value) => {
    if (Array.isArray(value)) return [...value.keys()];
    if (isJsonObject(value)) return Object.keys(value).sort();
    throw cannot(`list the keys of ${describe(value)}`);
  }),
  add: (_args, input, budget) => [
    made([...members(input, budget)].reduce<Json>((total, { value }) => sum(total, value), null)),
  ],
  type: plain(typeOf),
  tostring: (_args, { value }, budget) => {
    const text = textOf(value);
    spend(budget, Math.ceil(text.length / charactersAStep));
    return [made(text)];
  },
  tonumber: plain((value) => {
    if (typeof value === 'number') return value;
    const number = typeof value === 'string' && value.trim() === value && value !== '' ? Number(value) : NaN;
    if (!Number.isFinite(number)) throw cannot(`read ${describe(value)} as a number`);
    return number;
  }),
  ascii_downcase: plain((value) => ofText('ascii_downcase', value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  ascii_upcase: plain((value) => ofText('ascii_upcase', value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  to_entries: plain((value) => {
    if (!isJsonObject(value)) throw cannot(`list the entries of ${describe(value)}`);
    return Object.keys(value)
      .sort()
      .map((key) => ({ key, value: value[key] ?? null }));
  }),
  values: only((value) => value !== null),
  nulls: only((value) => value === null),
  booleans: only((value) => typeof value === 'boolean'),
  numbers: only((value) => typeof value === 'number'),
  strings: only((value) => typeof value === 'string'),
  arrays: only((value) => Array.isArray(value)),
  objects: only(isJsonObject),
  iterables: only((value) => typeof value === 'object' && value !== null),
  scalars: only((value) => typeof value !== 'object' || value === null),
};

function outputs(argument: Argument | undefined, input: Place, budget: Budget): Iterable<Place> {
  return argument?.(input, budget) ?? [];
}

function valuesOf(argument: Argument, input: Place, budget: Budget): Json[] {
  return Array.from(argument(input, budget), ({ value }) => value);
}

/** How deep `recurse(f)` may go. */
const maxRepeats = 500;

function* repeat(next: Argument, input: Place, budget: Budget, depth: number): Generator<Place> {
  if (depth > maxRepeats) throw new JqError('budget', `recurse goes deeper than ${maxRepeats}`);
  yield input;
  for (const place of next(input, budget)) yield* repeat(next, place, budget, depth + 1);
}

/** The values of a list, or of other outputs, or what a condition gives for each of them. */
function conditions(args: Arguments, input: Place, budget: Budget): Json[] {
  const [source, condition] = args.length === 2 ? args : [undefined, args[0]];
  const items = [...(source === undefined ? members(input, budget) : source(input, budget))];
  return condition === undefined
    ? items.map(({ value }) => value)
    : items.flatMap((item) => valuesOf(condition, item, budget));
}

/** A function of the input alone. */
function plain(apply: (value: Json) => Json): Implementation {
  return (_args, { value }) => [made(apply(value))];
}

/** A function of the input and each value of its argument. */
function each(apply: (value: Json, other: Json) => Json): Implementation {
  return function* ([argument], input, budget) {
    for (const { value } of outputs(argument, input, budget)) yield made(apply(input.value, value));
  };
}

function texts(name: string, apply: (value: string, other: string) => Json): Implementation {
  return each((value, other) => apply(ofText(name, value), ofText(name, other)));
}

function ofText(name: string, value: Json): string {
  if (typeof value !== 'string') throw cannot(`do ${name} with ${describe(value)}`);
  return value;
}

/** The input where it is of a kind. */
function only(accepts: (value: Json) => boolean): Implementation {
  return (_args, input) => (accepts(input.value) ? [input] : []);
}

/** Texts by what is in them, lists where each item is in one, objects member by member, all else by equality. */
function contains(value: Json, other: Json): boolean {
  if (typeof value === 'string' && typeof other === 'string') return value.includes(other);
  if (Array.isArray(value) && Array.isArray(other))
    return other.every((wanted) => value.some((item) => typeOf(item) === typeOf(wanted) && contains(item, wanted)));
  if (isJsonObject(value) && isJsonObject(other)) {
    return Object.keys(other).every((key) => {
      const [member, wanted] = [memberOf(value, key), other[key] ?? null];
      return member !== undefined && typeOf(member) === typeOf(wanted) && contains(member, wanted);
    });
  }
  if (typeOf(value) !== typeOf(other)) throw cannot(`look for ${describe(other)} in ${describe(value)}`);
  return jsonEqual(value, other) && compareValues(value, other) === 0;
}

/** What reading a regular expression counts for, and how many characters a step goes through. */
const expressionSteps = 100;
const charactersAStep = 50;

/** Go's regular expressions, in time linear in the text. */
function test(value: Json, pattern: Json, flags: Json, budget: Budget): boolean {
  const text = ofText('test', value);
  spend(budget, expressionSteps + Math.ceil(text.length / charactersAStep));
  const chosen = flags === null ? '' : ofText('test', flags);
  if (/[^gins]/.test(chosen)) throw new JqError('unsupported', `the flags ${JSON.stringify(chosen)} of test`);
  const options = (chosen.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (chosen.includes('s') ? RE2JS.DOTALL : 0);
  try {
    return RE2JS.compile(ofText('test', pattern), options).matcher(text).find();
  } catch (error) {
    if (error instanceof JqError) throw error;
    throw cannot(`read the regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
}

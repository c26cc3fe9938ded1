import { isJsonObject, type Json } from '../../base/index.ts';
import { JqError } from './error.ts';
import { cannot, describe, memberOf } from './values.ts';

/** A value, and where it stands in the input; undefined for one that was made. */
export interface Place {
  readonly path: readonly (string | number)[] | undefined;
  readonly value: Json;
}

/** How many steps an evaluation may still take. */
export interface Budget {
  left: number;
}

/** A value that stands nowhere in the input. */
export function made(value: Json): Place {
  return { path: undefined, value };
}

/** What stands below a place by a name or an index. */
export function indexed({ path, value }: Place, at: Json): Place {
  const below = path === undefined || (typeof at !== 'string' && typeof at !== 'number') ? undefined : [...path, at];
  if (typeof at === 'string' && (value === null || isJsonObject(value)))
    return { path: below, value: value === null ? null : (memberOf(value, at) ?? null) };
  if (typeof at === 'number' && (value === null || Array.isArray(value))) {
    const index = Math.floor(at);
    const item = value === null ? undefined : value[index < 0 ? index + value.length : index];
    return { path: path === undefined ? undefined : [...path, index], value: item ?? null };
  }
  throw cannot(`index ${describe(value)} by ${describe(at)}`);
}

/** Everything directly below a place. */
export function* members({ path, value }: Place, budget: Budget): Generator<Place> {
  const below = (step: string | number, member: Json): Place => {
    spend(budget);
    return { path: path === undefined ? undefined : [...path, step], value: member };
  };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield below(index, item);
  else if (isJsonObject(value)) for (const key of Object.keys(value).sort()) yield below(key, value[key] ?? null);
  else throw cannot(`iterate over ${describe(value)}`);
}

/** How deep a value may be nested that all of is looked at. */
const maxDepth = 500;

/** A place and everything below it. */
export function* descend(place: Place, budget: Budget, depth = 0): Generator<Place> {
  if (depth > maxDepth) throw new JqError('budget', `the value is nested deeper than ${maxDepth}`);
  yield place;
  if (typeof place.value !== 'object' || place.value === null) return;
  for (const member of members(place, budget)) yield* descend(member, budget, depth + 1);
}

/** Takes steps from a budget. Throws JqError `budget` where too few are left. */
export function spend(budget: Budget, steps = 1): void {
  budget.left -= steps;
  if (budget.left < 0) throw new JqError('budget', 'it takes too many steps');
}

import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import type { GoStruct, GoType } from '../decoding/go-types.ts';

/** Completes a value of one type, in place. */
export type Defaults = (value: JsonObject) => void;

/** By the name of the type, such as `core/v1.PodSpec`. */
export type DefaultsTable = Readonly<Record<string, Defaults>>;

/** What is done with a value of a struct: its own defaults, then those of the fields that have any. */
interface Plan {
  readonly own: Defaults | undefined;
  readonly fields: { readonly json: string; readonly shape: 'one' | 'list' | 'map'; readonly plan: Plan }[];
}

/** Completes values by their types, from the outside in, as Kubernetes' generated defaulters do. */
export class Defaulter {
  readonly #table: DefaultsTable;
  readonly #plans = new Map<GoStruct, Plan | undefined>();

  constructor(table: DefaultsTable) {
    this.#table = table;
  }

  /** Fills in what is missing in `value`, in place. */
  apply(value: JsonObject, type: GoStruct): void {
    const plan = this.#planOf(type);
    if (plan !== undefined) run(plan, value);
  }

  /** Undefined where neither the type nor anything in it has defaults. */
  #planOf(type: GoStruct): Plan | undefined {
    if (this.#plans.has(type)) return this.#plans.get(type);
    const plan: Plan = { own: this.#table[type.name], fields: [] };
    // Types that contain themselves find this plan here.
    this.#plans.set(type, plan);
    for (const field of type.fields.values()) {
      const found = structIn(field.type);
      const below = found === undefined ? undefined : this.#planOf(found.struct);
      if (found === undefined || below === undefined) continue;
      if (below !== plan && below.own === undefined && below.fields.length === 0) continue;
      plan.fields.push({ json: field.json, shape: found.shape, plan: below });
    }
    const empty = plan.own === undefined && plan.fields.every((field) => field.plan === plan);
    if (empty) this.#plans.set(type, undefined);
    return empty ? undefined : plan;
  }
}

function structIn(type: GoType): { readonly struct: GoStruct; readonly shape: 'one' | 'list' | 'map' } | undefined {
  if (type.kind === 'struct') return { struct: type, shape: 'one' };
  if (type.kind === 'pointer') return structIn(type.element);
  if ((type.kind === 'list' || type.kind === 'map') && type.element.kind === 'struct') {
    return { struct: type.element, shape: type.kind };
  }
  return undefined;
}

function run(plan: Plan, value: JsonObject): void {
  plan.own?.(value);
  for (const { json, shape, plan: below } of plan.fields) {
    const inner: Json | undefined = value[json];
    if (inner === undefined || inner === null) continue;
    if (shape === 'list' && Array.isArray(inner)) {
      for (const item of inner) if (isJsonObject(item)) run(below, item);
    } else if (shape === 'map' && isJsonObject(inner)) {
      for (const item of Object.values(inner)) if (isJsonObject(item)) run(below, item);
    } else if (isJsonObject(inner)) {
      run(below, inner);
    }
  }
}

/** Sets a field that is missing or empty. */
export function fill(value: JsonObject, field: string, fallback: Json): void {
  const current = value[field];
  if (current === undefined || current === null || current === '') value[field] = fallback;
}

/** An object inside another, made where it is missing. */
export function ensure(value: JsonObject, field: string): JsonObject {
  const current = value[field];
  if (isJsonObject(current)) return current;
  const made: JsonObject = {};
  value[field] = made;
  return made;
}

/** The items of a list that are objects. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

import { canonicalJson, isJsonObject, type Json, jsonEqual, type JsonObject } from '../../base/index.ts';
import { JqError } from './error.ts';
import type { BinaryOperator } from './syntax.ts';

/** jq's name of a value's type. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** Whether a condition holds: all but null and false. */
export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

/** The member of an object by its name, own members only. */
export function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** jq's order of all values: null, false, true, numbers, texts, lists, objects (gojq compare.go). */
export function compareValues(a: Json, b: Json): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left !== right) return left - right;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  if (Array.isArray(a) && Array.isArray(b)) {
    for (const [index, item] of a.entries()) {
      if (index >= b.length) return 1;
      const order = compareValues(item, b[index] ?? null);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = compareValues(Object.keys(a).sort(), Object.keys(b).sort());
    if (keys !== 0) return keys;
    for (const key of Object.keys(a).sort()) {
      const order = compareValues(a[key] ?? null, b[key] ?? null);
      if (order !== 0) return order;
    }
  }
  return 0;
}

function rankOf(value: Json): number {
  if (value === false) return 1;
  return { null: 0, boolean: 2, number: 3, string: 4, array: 5, object: 6 }[typeOf(value)] ?? 7;
}

/** What an operator makes of two values. Throws JqError `evaluation` for values that it does not go with. */
export function operate(operator: Exclude<BinaryOperator, 'and' | 'or'>, a: Json, b: Json): Json {
  switch (operator) {
    case '==':
      return jsonEqual(a, b);
    case '!=':
      return !jsonEqual(a, b);
    case '<':
      return compareValues(a, b) < 0;
    case '<=':
      return compareValues(a, b) <= 0;
    case '>':
      return compareValues(a, b) > 0;
    case '>=':
      return compareValues(a, b) >= 0;
    case '+':
      return sum(a, b);
    case '-':
      if (Array.isArray(a) && Array.isArray(b)) return a.filter((item) => !b.some((other) => jsonEqual(item, other)));
      break;
    case '*':
    case '/':
    case '%':
      break;
  }
  if (typeof a !== 'number' || typeof b !== 'number') throw cannot(`${describe(a)} ${operator} ${describe(b)}`);
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (b === 0) throw cannot('divide by zero');
  return operator === '/' ? a / b : Math.trunc(a) % Math.trunc(b);
}

/** What `+` makes of two values. */
export function sum(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (isJsonObject(a) && isJsonObject(b)) return { ...a, ...b };
  throw cannot(`${describe(a)} + ${describe(b)}`);
}

/** The error that something cannot be done. */
export function cannot(what: string): JqError {
  return new JqError('evaluation', `cannot ${what}`);
}

/** A value for an error: its type alone, as it may be a secret. */
export function describe(value: Json): string {
  return typeOf(value);
}

/** The text of a value, a text as it is. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

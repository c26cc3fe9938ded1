import type { Json, JsonObject } from '../base/index.ts';

/** The own member `key`: names such as `constructor` or `__proto__` come from users and must not reach the prototype. */
export function memberOf(object: Readonly<JsonObject>, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets the own member `key`, also where it is called `__proto__`. */
export function setMember(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** A deep copy that keeps members called `__proto__` as members. */
export function copyJson<T extends Json | undefined>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member !== undefined) setMember(copy, key, copyJson(member));
  }
  return copy as T;
}

/** A copy of one level: the members themselves are the same values. */
export function copyMembers(object: Readonly<JsonObject>): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(object)) {
    const member = object[key];
    if (member !== undefined) setMember(copy, key, member);
  }
  return copy;
}

/** Whether two JSON values are equal; unlike base's `jsonEqual` it looks at own members only. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (Array.isArray(b)) return false;
  let members = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    members += 1;
    if (!sameJson(a[key], memberOf(b, key)) || memberOf(b, key) === undefined) return false;
  }
  for (const key of Object.keys(b)) if (b[key] !== undefined) members -= 1;
  return members === 0;
}

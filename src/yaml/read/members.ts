import type { YamlValue } from '../value.ts';

/** A copy that shares nothing: who patches the value at one alias must not change the others. */
export function cloneValue(value: YamlValue): YamlValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cloneValue);
  const copy: { [key: string]: YamlValue } = {};
  for (const key of Object.keys(value)) setMember(copy, key, cloneValue(value[key] ?? null));
  return copy;
}

/** Sets an own member, also one named `__proto__`. */
export function setMember<T>(members: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    members[key] = value;
  }
}

/** Whether `key` is an own member. */
export function hasMember(members: { [key: string]: YamlValue }, key: string): boolean {
  return members[key] !== undefined && Object.hasOwn(members, key);
}

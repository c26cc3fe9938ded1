import type { Json } from '../base/index.ts';
import { setMember } from './read/index.ts';
import type { YamlValue } from './value.ts';

/**
 * The value as plain JSON: whole numbers beyond 2^53 become the nearest double, as Go's `json.Unmarshal` into `interface{}` makes them. A copy;
 * nothing is shared with `value`.
 */
export function toJson(value: YamlValue): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toJson);
  const json: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) setMember(json, key, toJson(value[key] ?? null));
  return json;
}

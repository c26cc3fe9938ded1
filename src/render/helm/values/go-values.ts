import type { Json } from '../../../base/index.ts';
import {
  anyMap,
  anySlice,
  bytesOfText,
  GoInteger,
  GoMap,
  GoSlice,
  type GoValue,
  textOfBytes,
} from '../../../lang/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';

/** A YAML or JSON value as values of charts are: numbers are float64, texts byte strings. */
export function goValue(value: YamlValue | Json | undefined): GoValue {
  switch (typeof value) {
    case 'string':
      return bytesOfText(value);
    case 'bigint':
      return Number(value);
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? new GoSlice(value.map(goValue), anySlice) : goMap(value);
    case 'undefined':
      return null;
    default:
      return value;
  }
}

/** A map of values. */
export function goMap(value: { readonly [key: string]: YamlValue | Json | undefined }): GoMap {
  const entries = new Map<string, GoValue>();
  for (const key of Object.keys(value)) entries.set(bytesOfText(key), goValue(value[key]));
  return new GoMap(entries, anyMap);
}

/** A deep copy of maps and lists; the rest is never changed. */
export function copyValue<T extends GoValue>(value: T): T {
  if (value instanceof GoMap) return copyMap(value) as T;
  if (value instanceof GoSlice) return new GoSlice(value.items.map(copyValue), value.type, value.isNil) as T;
  return value;
}

/** A deep copy. */
export function copyMap({ entries, type, isNil }: GoMap): GoMap {
  const copy = new Map<string, GoValue>();
  for (const [key, value] of entries) copy.set(key, copyValue(value));
  return new GoMap(copy, type, isNil);
}

/** Values as JSON, for schemas and stored releases: whole numbers of `--set` become plain ones. */
export function jsonOf(value: GoValue): Json {
  if (typeof value === 'string') return textOfBytes(value);
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof GoInteger) return Number(value.value);
  if (value instanceof GoSlice) return value.isNil ? null : value.items.map(jsonOf);
  if (value instanceof GoMap) {
    if (value.isNil) return null;
    return Object.fromEntries([...value.entries].map(([key, item]) => [textOfBytes(key), jsonOf(item)]));
  }
  return typeof value === 'object' ? null : value;
}

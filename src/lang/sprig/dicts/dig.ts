import { GoFailure, GoMap, type GoValue, typeOf } from '../../gotemplate/index.ts';
import { failedConversion } from '../declare/index.ts';

/** Walks keys into a map: `dig "a" "b" fallback $map` (sprig 3.3.0, dict.go). @throws GoFailure as Go panics for arguments of other types */
export function dig(args: readonly GoValue[]): GoValue {
  if (args.length < 3) throw new GoFailure('dig needs at least three arguments');
  const map = asMap(args.at(-1) ?? null);
  const fallback = args.at(-2) ?? null;
  const keys = args.slice(0, -2).map((key) => {
    if (typeof key === 'string') return key;
    throw failedConversion(typeOf(key)?.name, 'string');
  });
  let current = map;
  for (const [index, key] of keys.entries()) {
    const value = current.entries.get(key);
    if (value === undefined) return fallback;
    if (index === keys.length - 1) return value;
    current = asMap(value);
  }
  return fallback;
}

function asMap(value: GoValue): GoMap {
  if (value instanceof GoMap && value.type.name === 'map[string]interface {}') return value;
  throw failedConversion(typeOf(value)?.name, 'map[string]interface {}');
}

import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * JSON as Go's `encoding/json` writes a map: members in the order of their bytes, `<`, `>`, `&` and the line separators escaped. Floats
 * look the same in both languages.
 */
export function goMapJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => goMapJson(item)).join(',')}]`;
  if (!isJsonObject(value)) return goScalar(value ?? null);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(byBytes)
    .map((key) => `${goScalar(key)}:${goMapJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** JSON as Go writes a struct: members in the order in which they are given, each already written; undefined ones are left out. */
export function goStructJson(members: readonly (readonly [name: string, json: string | undefined])[]): string {
  return `{${members
    .filter(([, json]) => json !== undefined)
    .map(([name, json]) => `${goScalar(name)}:${json}`)
    .join(',')}}`;
}

/** Members of a map behind those of a struct: how unknown members of a record are carried on. */
export function extraMembers(extra: JsonObject): (readonly [string, string])[] {
  return Object.keys(extra).map((key) => [key, goMapJson(extra[key])]);
}

function goScalar(value: Exclude<Json, JsonObject | Json[]>): string {
  const json = JSON.stringify(value);
  return typeof value === 'string' ? json.replaceAll(/[<>&\u2028\u2029]/g, (char) => escapes[char] ?? char) : json;
}

/** The order of Go's strings: by UTF-8 bytes, which differs from UTF-16 units beyond the basic plane. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

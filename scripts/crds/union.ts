import { jsonEqual, type Json } from '../../src/base/index.ts';
import type { StructuralSchema } from '../../src/schema/index.ts';

/**
 * One schema for every version of a kind. The newer schema says what a field means: its type, default, bounds, list type and rules hold.
 * What only the older one knows is taken over without defaults, what the newer one requires and the older one could do without is
 * optional, and enums are put together, so that an object of either version can be read and written in the other.
 *
 * `note` is told where a field changed its type, so that it can be anything now.
 */
export function uniteSchemas(
  newer: StructuralSchema,
  older: StructuralSchema,
  note: (what: string) => void,
  path = '',
): StructuralSchema {
  if (newer.type === undefined && isOpen(newer)) return newer;
  if (newer.type !== older.type) return uniteTypes(newer, older, (what) => note(`${path}: ${what}`));
  const united: Writable<StructuralSchema> = { ...newer };
  if (older.nullable === true) united.nullable = true;
  if (isOpen(older)) united['x-kubernetes-preserve-unknown-fields'] = true;
  if (newer.enum !== undefined && older.enum !== undefined) united.enum = uniteValues(newer.enum, older.enum);
  setRequired(
    united,
    (newer.required ?? []).filter((name) => !couldBeMissing(name, newer, older, path)),
  );
  if (newer.items !== undefined && older.items !== undefined) {
    united.items = uniteSchemas(newer.items, older.items, note, `${path}[]`);
  }
  return uniteMembers(united, older, note, path);
}

/** A schema while it is made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets what is required; nothing is said where that is nothing. */
export function setRequired(schema: Writable<StructuralSchema>, names: readonly string[]): void {
  if (names.length > 0) schema.required = names;
  else delete schema.required;
}

/**
 * Whether an object of the older version can do without a property: it did not know it, had another way to say it, or did not require
 * it in `spec`. (Older schemas required little below that which an object could really do without: the name of a reference was optional.)
 */
function couldBeMissing(name: string, newer: StructuralSchema, older: StructuralSchema, path: string): boolean {
  if (older.required?.includes(name) === true) return false;
  if (path === '.spec' || older.properties?.[name] === undefined) return true;
  return Object.keys(older.properties).some((other) => newer.properties?.[other] === undefined);
}

function uniteTypes(newer: StructuralSchema, older: StructuralSchema, note: (what: string) => void): StructuralSchema {
  const isIntOrString = (schema: StructuralSchema): boolean =>
    schema['x-kubernetes-int-or-string'] === true || schema.type === 'integer' || schema.type === 'string';
  if (isIntOrString(newer) && isIntOrString(older)) return { 'x-kubernetes-int-or-string': true };
  if (newer.type === 'number' && older.type === 'integer') return newer;
  note(`is ${newer.type ?? 'anything'} now and was ${older.type ?? 'anything'}`);
  return { 'x-kubernetes-preserve-unknown-fields': true };
}

function uniteValues(newer: readonly Json[], older: readonly Json[]): readonly Json[] {
  return [...newer, ...older.filter((value) => !newer.some((other) => jsonEqual(value, other)))];
}

function uniteMembers(
  united: Writable<StructuralSchema>,
  older: StructuralSchema,
  note: (what: string) => void,
  path: string,
): StructuralSchema {
  const others = united.additionalProperties;
  const olderOthers = older.additionalProperties;
  if (typeof others === 'object' && typeof olderOthers === 'object') {
    united.additionalProperties = uniteSchemas(others, olderOthers, note, `${path}{}`);
  } else if (others !== olderOthers) {
    note(`${path}: is a map in one version only`);
    return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  }
  if (older.properties === undefined) return united;
  const properties: Record<string, StructuralSchema> = { ...united.properties };
  for (const [name, property] of Object.entries(older.properties)) {
    const current = properties[name];
    properties[name] =
      current === undefined ? withoutDefaults(property) : uniteSchemas(current, property, note, `${path}.${name}`);
  }
  united.properties = properties;
  return united;
}

/** A field that only the past knows must not turn up in objects of today. */
function withoutDefaults(schema: StructuralSchema): StructuralSchema {
  const copy: Writable<StructuralSchema> = { ...schema };
  delete copy.default;
  if (copy.items !== undefined) copy.items = withoutDefaults(copy.items);
  if (copy.properties !== undefined) {
    const entries = Object.entries(copy.properties);
    copy.properties = Object.fromEntries(entries.map(([name, property]) => [name, withoutDefaults(property)]));
  }
  return copy;
}

function isOpen(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

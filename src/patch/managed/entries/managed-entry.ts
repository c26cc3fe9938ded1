import { isJsonObject, type Json, type JsonObject, messageOf } from '../../../base/index.ts';
import { PatchError } from '../../error.ts';
import { type FieldSet, compareText, goJson, parseFieldSet } from '../../fieldpath/index.ts';

/** One entry of `metadata.managedFields`: who owns which fields, by which verb, in which version of the kind. */
export interface ManagedEntry {
  readonly manager: string;
  /** `Apply` where true, `Update` otherwise. */
  readonly applied: boolean;
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly set: FieldSet;
  /** RFC 3339, or undefined where the entry has none. */
  readonly time: string | undefined;
}

/** The entries of an object, by `managerIdentifier`. */
export type ManagedFields = ReadonlyMap<string, ManagedEntry>;

/**
 * What tells entries apart: manager, operation and subresource, for updates also the version (BuildManagerIdentifier in
 * apimachinery's managedfields/internal/managedfields.go). Its text orders entries as upstream does.
 */
export function managerIdentifier(
  entry: Pick<ManagedEntry, 'manager' | 'applied' | 'apiVersion' | 'subresource'>,
): string {
  const parts = [`"operation":"${entry.applied ? 'Apply' : 'Update'}"`];
  if (entry.manager !== '') parts.unshift(`"manager":${goJson(entry.manager)}`);
  if (!entry.applied) parts.push(`"apiVersion":${goJson(entry.apiVersion)}`);
  if (entry.subresource !== '') parts.push(`"subresource":${goJson(entry.subresource)}`);
  return `{${parts.join(',')}}`;
}

/**
 * Reads `metadata.managedFields` (absent counts as empty).
 * @throws PatchError `invalid` where an entry is not of its form.
 */
export function decodeManagedFields(entries: Json | undefined): ManagedFields {
  const managed = new Map<string, ManagedEntry>();
  if (!Array.isArray(entries)) return managed;
  for (const [index, entry] of entries.entries()) {
    const decoded = decodeEntry(entry, index);
    managed.set(managerIdentifier(decoded), decoded);
  }
  return managed;
}

function decodeEntry(entry: Json, index: number): ManagedEntry {
  if (!isJsonObject(entry)) throw malformed(`managed fields entry ${index} is not an object`);
  const { operation, apiVersion, fieldsType } = entry;
  if (operation !== 'Apply' && operation !== 'Update') throw malformed('operation must be `Apply` or `Update`');
  if (typeof apiVersion !== 'string' || apiVersion === '') throw malformed('apiVersion must not be empty');
  if (fieldsType === undefined || fieldsType === null || fieldsType === '') {
    throw malformed(`missing fieldsType in managed fields entry ${index}`);
  }
  if (fieldsType !== 'FieldsV1') {
    throw malformed(`invalid fieldsType ${goJson(fieldsType)} in managed fields entry ${index}`);
  }
  return {
    manager: textOf(entry['manager']) ?? '',
    applied: operation === 'Apply',
    apiVersion,
    subresource: textOf(entry['subresource']) ?? '',
    set: decodeSet(entry['fieldsV1']),
    time: textOf(entry['time']),
  };
}

function decodeSet(fields: Json | undefined): FieldSet {
  try {
    return parseFieldSet(fields);
  } catch (cause) {
    if (cause instanceof PatchError && cause.code === 'too-large') throw cause;
    throw new PatchError('invalid', 400, `error decoding set: ${messageOf(cause)}`, { cause });
  }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function malformed(message: string): PatchError {
  return new PatchError('invalid', 400, message);
}

/** The entries as `metadata.managedFields` holds them: by operation, time, manager, version, subresource; undefined for none. */
export function encodeManagedFields(managed: ManagedFields): JsonObject[] | undefined {
  if (managed.size === 0) return undefined;
  return [...managed.values()].sort(compareEntries).map(encodeEntry);
}

function compareEntries(a: ManagedEntry, b: ManagedEntry): number {
  if (a.applied !== b.applied) return a.applied ? -1 : 1;
  return (
    secondsOf(a.time) - secondsOf(b.time) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

/** Seconds since the epoch; 0 where there is no time. */
export function secondsOf(time: string | undefined): number {
  const ms = time === undefined ? 0 : Date.parse(time);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000);
}

function encodeEntry(entry: ManagedEntry): JsonObject {
  const json: JsonObject = {};
  if (entry.manager !== '') json['manager'] = entry.manager;
  json['operation'] = entry.applied ? 'Apply' : 'Update';
  json['apiVersion'] = entry.apiVersion;
  if (entry.time !== undefined) json['time'] = entry.time;
  json['fieldsType'] = 'FieldsV1';
  json['fieldsV1'] = entry.set.toJson();
  if (entry.subresource !== '') json['subresource'] = entry.subresource;
  return json;
}

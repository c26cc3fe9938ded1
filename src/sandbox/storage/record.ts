import { crc32 } from 'node:zlib';
import type { Json, JsonObject, KubeObject } from '../../base/index.ts';
import { isJsonObject } from '../../base/index.ts';
import { StorageError } from './storage-error.ts';

/** One line of a log or of a snapshot. */
export type StorageRecord =
  | { readonly kind: 'header'; readonly version: number; readonly resourceVersion: number }
  | { readonly kind: 'put'; readonly key: string; readonly resourceVersion: number; readonly object: KubeObject }
  | { readonly kind: 'delete'; readonly key: string; readonly resourceVersion: number }
  /** Ends a snapshot: without it the snapshot is not whole. */
  | { readonly kind: 'end'; readonly count: number };

/** How older formats become the present one: each step takes a record of its version to the next version. */
export interface Format {
  readonly version: number;
  readonly migrations: ReadonlyMap<number, (record: JsonObject) => JsonObject>;
}

/** The format that this program writes. */
export const currentFormat: Format = { version: 1, migrations: new Map() };

/** A record as a line of text with its newline: the checksum (CRC-32 of the rest, 8 hexadecimal digits), a space, JSON. */
export function encodeRecord(record: StorageRecord): string {
  const text = JSON.stringify(record);
  return `${checksum(text)} ${text}\n`;
}

/** A line without its newline; undefined where the checksum does not fit, so that it was not written whole. */
export function decodeLine(line: string): JsonObject | undefined {
  const text = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(text)) return undefined;
  const value = JSON.parse(text) as Json;
  return isJsonObject(value) ? value : undefined;
}

/**
 * The record of decoded lines of a file whose header said `version`. Throws StorageError `format` where that version is newer
 * than the program or too old for it.
 */
export function migrateRecord(value: JsonObject, version: number, format: Format, file: string): StorageRecord {
  let record = value;
  for (let step = version; step < format.version; step += 1) {
    const migrate = format.migrations.get(step);
    if (migrate === undefined) throw unknownFormat(version, format, file);
    record = migrate(record);
  }
  return record as unknown as StorageRecord;
}

/** The version that a header names. Throws StorageError `format` where it is not one that can be read. */
export function versionOfHeader(value: JsonObject | undefined, format: Format, file: string): number {
  const version = value?.['kind'] === 'header' ? value['version'] : undefined;
  if (typeof version !== 'number') {
    throw new StorageError('format', `${file} is not data of the sandbox: choose another data folder`, {
      object: file,
    });
  }
  if (version > format.version) throw unknownFormat(version, format, file);
  return version;
}

function unknownFormat(version: number, format: Format, file: string): StorageError {
  const advice = version > format.version ? 'use the newer slipway that wrote it' : 'use an older slipway to read it';
  const text = `${file} has format ${version}, this program reads up to ${format.version}: ${advice}, or start with an empty folder`;
  return new StorageError('format', text, { object: file });
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

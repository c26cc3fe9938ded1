import { readFile } from 'node:fs/promises';
import { decodeLine, type Format, migrateRecord, type StorageRecord, versionOfHeader } from './record.ts';
import { StorageError } from './storage-error.ts';

/** What a file of records holds. */
export interface RecordFile {
  readonly records: readonly StorageRecord[];
  /** The bytes of the whole records; what lies behind them was torn. */
  readonly size: number;
  readonly torn: boolean;
}

const newline = 0x0a;

/**
 * Reads a file of records. An end that was not written whole is left out; a damaged line before a whole one throws StorageError
 * `corrupt`, since dropping it would lose what was acknowledged. An empty or wholly torn file has no records.
 */
export async function readRecords(path: string, format: Format): Promise<RecordFile> {
  const data = await readFile(path);
  const records: StorageRecord[] = [];
  let version: number | undefined;
  let size = 0;
  let line = 1;
  while (size < data.length) {
    const end = data.indexOf(newline, size);
    const value = end < 0 ? undefined : decodeLine(data.toString('utf8', size, end));
    if (value === undefined) {
      if (end >= 0) refuseIfWholeLineFollows(data, end + 1, path, line);
      if (line === 1 && end >= 0) versionOfHeader(undefined, format, path);
      return { records, size, torn: true };
    }
    version ??= versionOfHeader(value, format, path);
    records.push(migrateRecord(value, version, format, path));
    size = end + 1;
    line += 1;
  }
  return { records, size, torn: false };
}

function refuseIfWholeLineFollows(data: Buffer, from: number, path: string, line: number): void {
  for (let start = from; start < data.length;) {
    const end = data.indexOf(newline, start);
    if (end < 0) return;
    if (decodeLine(data.toString('utf8', start, end)) !== undefined) {
      const text = `line ${line} of ${path} is damaged and whole lines follow it: restore the file, or start with an empty folder`;
      throw new StorageError('corrupt', text, { object: path });
    }
    start = end + 1;
  }
}

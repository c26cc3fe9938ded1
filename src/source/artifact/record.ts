import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What is written beside an artifact: what it was made of and when, so that it is made once. */
export interface ArtifactRecord {
  /** Names the tree and the ignore rules. */
  readonly source: string;
  /** Of the file, as `sha256:…`. */
  readonly digest: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
}

/** Where the record of an artifact lies: a hidden file, which is never served. */
export function recordFile(file: string): string {
  return join(dirname(file), `.${basename(file)}.json`);
}

/** The record of an artifact; undefined where there is none that can be read. */
export async function readRecord(file: string): Promise<ArtifactRecord | undefined> {
  const text = await readFile(recordFile(file), 'utf8').catch(() => '');
  const value: unknown = text.startsWith('{') && text.endsWith('}') ? parse(text) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { source, digest, size, storedAt } = value as Record<string, unknown>;
  return typeof source === 'string' &&
    typeof digest === 'string' &&
    typeof size === 'number' &&
    typeof storedAt === 'number'
    ? { source, digest, size, storedAt }
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a record; `name` is a file name that nobody else uses. */
export async function writeRecord(file: string, record: ArtifactRecord, name: string): Promise<void> {
  const writing = join(dirname(file), name);
  await writeFile(writing, JSON.stringify(record), { flag: 'wx' });
  await rename(writing, recordFile(file));
}

/** The sha256 of a file, as `sha256:…`. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** Changes whenever the file is written; undefined where there is none. */
export async function identityOf(file: string): Promise<string | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFile() === true ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : undefined;
}

import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoredObject } from '../storage.ts';
import { encodeRecord, type Format } from './record.ts';
import { readRecords } from './read-records.ts';
import { StorageError, storageErrorOf } from './storage-error.ts';

/** Everything that was stored at one version. */
export interface Snapshot {
  readonly resourceVersion: number;
  readonly objects: readonly StoredObject[];
}

/** How many objects are written between two turns of the event loop. */
const chunk = 200;

/** Writes a snapshot in place of the one before: temporary file, fsync, rename. Throws StorageError; the old one stands then. */
export async function writeSnapshot(path: string, snapshot: Snapshot, format: Format): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      const { resourceVersion, objects } = snapshot;
      await handle.appendFile(encodeRecord({ kind: 'header', version: format.version, resourceVersion }));
      for (let start = 0; start < objects.length; start += chunk) {
        const lines = objects.slice(start, start + chunk).map((stored) => encodeRecord({ kind: 'put', ...stored }));
        await handle.appendFile(lines.join(''));
      }
      await handle.appendFile(encodeRecord({ kind: 'end', count: objects.length }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageErrorOf(error, path);
  }
}

/** The snapshot at `path`, undefined where there is none. Throws StorageError where it is not whole or cannot be read. */
export async function readSnapshot(path: string, format: Format): Promise<Snapshot | undefined> {
  const file = await readRecords(path, format).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const objects: StoredObject[] = [];
  let resourceVersion = 0;
  let whole = false;
  for (const record of file.records) {
    if (record.kind === 'header') resourceVersion = record.resourceVersion;
    if (record.kind === 'put') {
      objects.push({ key: record.key, resourceVersion: record.resourceVersion, object: record.object });
    }
    if (record.kind === 'end') whole = record.count === objects.length;
  }
  if (!whole || file.torn) {
    const text = `${path} is damaged: restore the file, or start with an empty folder`;
    throw new StorageError('corrupt', text, { object: path });
  }
  return { resourceVersion, objects };
}

/** Makes a rename in `folder` survive the loss of power; not every file system can open a folder for it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

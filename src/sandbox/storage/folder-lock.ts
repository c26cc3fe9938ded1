import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError, storageErrorOf } from './storage-error.ts';

/** Marks `folder` as in use by this process; throws StorageError `locked` where another living process has it. */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt += 1) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw storageErrorOf(error, path);
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    // After a crash the lock of a dead process is left; the second attempt takes its place.
    if (attempt > 0 || isAlive(owner)) {
      const text = `${folder} is in use by process ${owner}: end it, or choose another data folder`;
      throw new StorageError('locked', text, { object: folder });
    }
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // A container restarted on the same volume may give the new process the pid of the dead one.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

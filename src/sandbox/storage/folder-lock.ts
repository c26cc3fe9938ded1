import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError, storageErrorOf } from './storage-error.ts';

/** When this process began: with its pid it tells it from all others. */
const started = Math.round(performance.timeOrigin);

/** Marks `folder` as in use by this process; throws StorageError `locked` where it is in use already. */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt += 1) {
    try {
      await writeFile(path, `${process.pid} ${started}`, { flag: 'wx' });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw storageErrorOf(error, path);
    }
    const [owner = 0, since] = (await readFile(path, 'utf8').catch(() => '')).split(' ').map(Number);
    // After a crash the lock of a dead process is left; the second attempt takes its place.
    if (attempt > 0 || isAlive(owner, since)) {
      const text = `${folder} is in use by process ${owner}: end it, or choose another data folder`;
      throw new StorageError('locked', text, { object: folder });
    }
    await rm(path, { force: true });
  }
}

function isAlive(pid: number, since: number | undefined): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // A container restarted on the same volume may give the new process the pid of the dead one.
  if (pid === process.pid) return since === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

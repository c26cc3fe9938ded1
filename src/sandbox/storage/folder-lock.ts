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
      await writeFile(path, `${process.pid} ${started} ${(await statOf(process.pid))?.since ?? ''}`, { flag: 'wx' });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw storageErrorOf(error, path);
    }
    const owner = readMark(await readFile(path, 'utf8').catch(() => ''));
    // After a crash the lock of a dead process is left; the second attempt takes its place.
    if (attempt > 0 || (await isAlive(owner))) {
      const text = `${folder} is in use by process ${owner.pid}: end it, or choose another data folder`;
      throw new StorageError('locked', text, { object: folder });
    }
    await rm(path, { force: true });
  }
}

/** What a lock says of the process that holds it. */
interface LockMark {
  readonly pid: number;
  /** When it began by its own account; undefined where the lock does not say. */
  readonly started: number | undefined;
  /** When it began by the kernel's; empty where the kernel does not say. */
  readonly since: string;
}

function readMark(text: string): LockMark {
  const [pid = '', since, ticks = ''] = text.split(' ');
  return { pid: Number(pid), started: since === undefined ? undefined : Number(since), since: ticks };
}

/** Whether a process lives that is this one, and no other that was given its number since. */
async function isAlive(owner: LockMark): Promise<boolean> {
  const { pid } = owner;
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // A container restarted on the same volume may give the new process the pid of the dead one.
  if (pid === process.pid) return owner.started === started;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EPERM') return false;
  }
  const stat = await statOf(pid);
  if (stat === undefined) return true;
  // What was killed answers signals until its parent has taken note, which the parent of a container's processes may never do.
  return stat.state !== 'Z' && stat.state !== 'X' && (owner.since === '' || owner.since === stat.since);
}

/** What Linux knows of a process (proc_pid_stat(5)): its state, and when it began in ticks since the machine did. */
async function statOf(pid: number): Promise<{ readonly state: string; readonly since: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', since] = [fields[0], fields[19]];
  return since === undefined ? undefined : { state, since };
}

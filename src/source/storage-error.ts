import { isAbort, messageOf } from '../base/index.ts';
import { SourceError } from './error.ts';

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free space or give the cache a larger volume',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only; the cache needs a folder that can be written',
  EACCES: 'permission is denied; the cache needs a folder that can be written',
  EPERM: 'permission is denied; the cache needs a folder that can be written',
  EMFILE: 'too many files are open; raise the limit on open files',
  ENFILE: 'too many files are open; raise the limit on open files',
};

/**
 * Runs `work` on the local cache; whatever the file system refuses comes out as a SourceError `storage` about `object`, with what to
 * do. SourceErrors and aborts pass unchanged.
 */
export async function onStorage<T>(object: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(object, error);
  }
}

/** The error to throw for what the file system said; SourceErrors and aborts as they are. */
export function storageError(object: string, error: unknown): unknown {
  if (error instanceof SourceError || isAbort(error)) return error;
  const why = advice[errorCode(error) ?? ''] ?? messageOf(error);
  return new SourceError('storage', `the local cache of ${object} failed: ${why}`, { object, cause: error });
}

/** The code of an error of the operating system, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

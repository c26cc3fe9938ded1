import { SlipwayError } from '../../base/index.ts';

/**
 * What can go wrong with stored data. `full`: no room on the disk, writes are refused until there is; `failed`: another error of
 * the disk, likewise; `closed`: the storage was closed; `format`: written by a version of the program that this one cannot read;
 * `corrupt`: a damaged record that is not the torn end of the log; `locked`: another process uses the folder.
 */
export class StorageError extends SlipwayError<'full' | 'failed' | 'closed' | 'format' | 'corrupt' | 'locked'> {}

/** The StorageError for an error that the file system raised on `path`. */
export function storageErrorOf(cause: unknown, path: string): StorageError {
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StorageError('full', `no space left for ${path}: free some, writes go on by themselves`, {
      object: path,
      cause,
    });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new StorageError('failed', `cannot write ${path}: ${text}`, { object: path, cause });
}

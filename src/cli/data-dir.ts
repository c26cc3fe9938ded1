import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '../base/index.ts';
import { textFlag, UsageError } from './flags.ts';
import { RefusedError } from './refused-error.ts';
import type { Invocation, Terminal } from './terminal.ts';

/** The folder that `--data-dir` names, else `.slipway`, as an absolute path. Throws UsageError where the flag is empty. */
export function dataDirOf(invocation: Invocation, terminal: Pick<Terminal, 'cwd'>): string {
  const given = textFlag(invocation, 'data-dir') ?? '.slipway';
  if (given.trim() === '') throw new UsageError('--data-dir is empty: name a folder, or leave it away');
  return resolve(terminal.cwd, given);
}

/** Makes the data folder where it is missing. Throws RefusedError where it cannot be made or written. */
export async function makeDataDir(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new RefusedError(
      `the data folder ${folder} cannot be used: ${reasonOf(error)}; choose another with --data-dir`,
    );
  }
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in its place';
    case 'EROFS':
      return 'the file system is read-only';
    // What a recursive mkdir says on a read-only file system.
    case 'ENOENT':
    case 'EACCES':
    case 'EPERM':
      return 'it cannot be made or written here';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return messageOf(error);
  }
}

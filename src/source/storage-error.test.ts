import { describe, expect, it } from 'vitest';
import { SourceError } from './error.ts';
import { errorCode, onStorage, storageError } from './storage-error.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: something, open '/x'`), { code });

describe('storageError', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'quota'],
    ['EROFS', 'read-only'],
    ['EACCES', 'permission is denied'],
    ['EMFILE', 'too many files'],
    ['EIO', "EIO: something, open '/x'"],
  ])('says what %s means', (code, says) => {
    const cause = systemError(code);
    const error = storageError('app', cause);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ code: 'storage', object: 'app', cause });
    expect((error as Error).message).toContain(says);
  });

  it('leaves our own errors and aborts as they are', async () => {
    const own = new SourceError('timeout', 'x');
    const abort = AbortSignal.abort().reason as Error;
    expect(storageError('x', own)).toBe(own);
    expect(storageError('x', abort)).toBe(abort);
    await expect(onStorage('x', () => Promise.reject(own))).rejects.toBe(own);
    await expect(onStorage('x', () => Promise.resolve(1))).resolves.toBe(1);
  });
});

it('knows the code of a system error', () => {
  expect([systemError('ENOENT'), new Error('x'), 'ENOENT', undefined].map(errorCode)).toEqual([
    'ENOENT',
    undefined,
    undefined,
    undefined,
  ]);
});

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { systemClock } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { GitProgram } from '../command/index.ts';
import { MirrorDamage, ObjectReader } from './object-reader.ts';

const tooLarge = (size: number): SourceError => new SourceError('too-large', `${size} bytes`);

function readerOf(repository: string, options: { program?: string; signal?: AbortSignal } = {}): ObjectReader {
  const git = new GitProgram({
    path: process.env['PATH'] ?? '',
    home: '/nowhere',
    protocols: [],
    clock: systemClock,
    ...(options.program === undefined ? {} : { program: options.program }),
  });
  const reader = new ObjectReader(git, { object: 'x', repository, timeoutMs: 10_000, signal: options.signal });
  onTestFinished(() => reader.close());
  return reader;
}

function repository(): { readonly path: string; readonly blob: (content: string | Uint8Array) => string } {
  const path = temporaryFolder();
  gitIn(path, ['init', '--quiet', '--bare']);
  return { path, blob: (content) => gitIn(path, ['hash-object', '-w', '--stdin'], content).trim() };
}

describe('an object reader', () => {
  it('reads objects of any size in their order', async () => {
    const { path, blob } = repository();
    const contents = ['', 'a', '\n', 'x\n\n', 'y'.repeat(65_536), 'z'.repeat(1_000_001), '\0\u0001'];
    const ids = contents.map(blob);
    const reader = readerOf(path);
    const read = await Promise.all(ids.map((id) => reader.read(id, 'blob', 2_000_000, tooLarge)));
    expect(read.map((content) => content.toString())).toEqual(contents);
  });

  it('waits for who takes the content', async () => {
    const { path, blob } = repository();
    const id = blob('x'.repeat(1_000_000));
    const reader = readerOf(path);
    let taken = 0;
    let taking = 0;
    await reader.request(id, () => async (chunk) => {
      taking += 1;
      expect(taking).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      taken += chunk.byteLength;
      taking -= 1;
    });
    expect(taken).toBe(1_000_000);
  });

  it('ends at an object that is not wanted, with the reason, for all who still wait', async () => {
    const { path, blob } = repository();
    const reader = readerOf(path);
    const large = reader.read(blob('x'.repeat(1000)), 'blob', 999, tooLarge);
    const after = reader.read(blob('y'), 'blob', 999, tooLarge);
    await expect(large).rejects.toMatchObject({ code: 'too-large', message: '1000 bytes' });
    await expect(after).rejects.toMatchObject({ code: 'too-large' });
    await expect(reader.read(blob('z'), 'blob', 999, tooLarge)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('ends where taking the content fails', async () => {
    const { path, blob } = repository();
    const failing = readerOf(path).request(blob('x'), () => () => Promise.reject(new Error('disk full')));
    await expect(failing).rejects.toThrow('disk full');
  });

  it.each(['f'.repeat(40), 'nonsense'])('says that %s is missing', async (name) => {
    const { path } = repository();
    await expect(readerOf(path).read(name, 'blob', 10, tooLarge)).rejects.toBeInstanceOf(MirrorDamage);
  });

  it('says when an object is of another type', async () => {
    const { path, blob } = repository();
    await expect(readerOf(path).read(blob('x'), 'tree', 10, tooLarge)).rejects.toThrow(/is a blob, not a tree/);
  });

  it('says when there is no repository, and when git talks nonsense', async () => {
    await expect(readerOf('/nowhere').read('f'.repeat(40), 'blob', 10, tooLarge)).rejects.toBeInstanceOf(MirrorDamage);
    const program = join(temporaryFolder(), 'git');
    writeFileSync(program, '#!/bin/sh\nread line; echo nonsense; read line\n');
    chmodSync(program, 0o755);
    await expect(readerOf('/', { program }).read('f'.repeat(40), 'blob', 10, tooLarge)).rejects.toBeInstanceOf(
      MirrorDamage,
    );
  });

  it('ends with its caller', async () => {
    const { path, blob } = repository();
    const controller = new AbortController();
    const reader = readerOf(path, { signal: controller.signal });
    await reader.read(blob('x'), 'blob', 10, tooLarge);
    controller.abort(new Error('enough'));
    await expect(reader.read(blob('y'), 'blob', 10, tooLarge)).rejects.toThrow('enough');
  });

  it('rejects what is asked for when it is closed', async () => {
    const { path, blob } = repository();
    const reader = readerOf(path);
    const asked = reader.read(blob('x'), 'blob', 10, tooLarge).catch((error: unknown) => error);
    await reader.close();
    await reader.close();
    expect(await asked).toBeDefined();
    await expect(reader.read(blob('y'), 'blob', 10, tooLarge)).rejects.toThrow();
  });
});

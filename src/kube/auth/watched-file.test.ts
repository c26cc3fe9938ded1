import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, Secret } from '../../base/index.ts';
import { TokenFileSource } from './simple-sources.ts';
import { WatchedFile } from './watched-file.ts';

let path = '';

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kube-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  path = join(folder, 'token');
});

describe('WatchedFile', () => {
  it('reads again after a minute, or when told so', async () => {
    const clock = new ManualClock();
    const file = new WatchedFile(path, clock);
    await writeFile(path, 'one');
    expect(await file.read()).toBe('one');
    await writeFile(path, 'two');
    await clock.advance(59_999);
    expect(await file.read()).toBe('one');
    await clock.advance(1);
    expect(await file.read()).toBe('two');
    await writeFile(path, 'three');
    file.expire();
    expect(await file.read()).toBe('three');
  });

  it('goes on with what it knows while the file is away', async () => {
    const file = new WatchedFile(path, new ManualClock());
    await writeFile(path, 'one');
    await file.read();
    await rm(path);
    file.expire();
    expect(await file.read()).toBe('one');
    await writeFile(path, 'two');
    expect(await file.read()).toBe('two');
  });

  it('refuses a file that was never there, or is no token', async () => {
    const file = new WatchedFile(path, new ManualClock());
    await expect(file.read()).rejects.toMatchObject({ code: 'config', object: path });
    await writeFile(path, 'x'.repeat(1024 * 1024 + 1));
    await expect(file.read()).rejects.toMatchObject({ message: expect.stringContaining('larger than') as string });
  });
});

describe('TokenFileSource', () => {
  it('gives the same proof while the token stays the same', async () => {
    const clock = new ManualClock();
    const source = new TokenFileSource(path, undefined, clock);
    await writeFile(path, 'one\n');
    const proof = await source.current();
    expect(proof.authorization?.reveal()).toBe('Bearer one');
    await clock.advance(61_000);
    expect(await source.current()).toBe(proof);
  });

  it('falls back to the token beside it', async () => {
    const source = new TokenFileSource(path, new Secret('beside'), new ManualClock());
    expect((await source.current()).authorization?.reveal()).toBe('Bearer beside');
    await writeFile(path, '');
    expect((await source.current()).authorization?.reveal()).toBe('Bearer beside');
    source.refused();
    await writeFile(path, 'in the file');
    expect((await source.current()).authorization?.reveal()).toBe('Bearer in the file');
  });
});

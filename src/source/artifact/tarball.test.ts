import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256, systemClock, systemRandom } from '../../base/index.ts';
import { ContentStore, saveTree } from '../store/index.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import type { TreeLocator } from '../tree.ts';
import { contentPath, fileDigest, type MemoryFile, memoryTree } from '../tree/index.ts';
import { type Tarball, writeTarball } from './tarball.ts';

async function stored(files: Record<string, MemoryFile>): Promise<TreeLocator> {
  const store = new ContentStore({ directory: temporaryFolder(), clock: systemClock, random: systemRandom });
  return await saveTree(store, memoryTree(files));
}

async function tarball(locator: TreeLocator, ignore?: string): Promise<Tarball & { readonly file: string }> {
  const file = join(temporaryFolder(), 'artifact.tar.gz');
  return { file, ...(await writeTarball(file, locator, { ignore })) };
}

/** As the real tar sees it: mode, owner, size, time and name of each entry. */
const listed = (file: string): string[] =>
  execFileSync('tar', ['--list', '--verbose', '--full-time', '--utc', '--numeric-owner', '--gzip', '--file', file])
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));

describe('a tarball', () => {
  const long = `${'folder-with-a-long-name/'.repeat(12)}file.yaml`;

  it('holds files and folders without owners and times, in order, and no links', async () => {
    const locator = await stored({
      'b.yaml': 'b',
      'a/run.sh': { content: '#!/bin/sh\n', executable: true },
      'a/link': { target: 'run.sh' },
      'only-links/l': { target: '../b.yaml' },
    });
    expect(listed((await tarball(locator)).file)).toEqual([
      'drwxr-x--- 0/0 0 1970-01-01 00:00:00 ./',
      'drwxr-x--- 0/0 0 1970-01-01 00:00:00 a/',
      '-rwx------ 0/0 10 1970-01-01 00:00:00 a/run.sh',
      '-rw------- 0/0 1 1970-01-01 00:00:00 b.yaml',
      'drwxr-x--- 0/0 0 1970-01-01 00:00:00 only-links/',
    ]);
  });

  it('unpacks to what was in the tree, with long and foreign names and large files', async () => {
    const large = randomBytes(3 * 1024 * 1024);
    const files = { [long]: 'long', 'ä/\u{1f4a5} "x"': 'foreign', large, empty: '' };
    const { file } = await tarball(await stored(files));
    const folder = temporaryFolder();
    execFileSync('tar', ['xzf', file, '-C', folder]);
    for (const [path, content] of Object.entries(files)) {
      expect(sha256(readFileSync(join(folder, path)))).toBe(sha256(content));
    }
  });

  it('has the digest and size of its bytes', async () => {
    const { file, digest, size } = await tarball(await stored({ a: 'x' }));
    expect(digest).toBe(`sha256:${sha256(readFileSync(file))}`);
    expect(size).toBe(statSync(file).size);
  });

  it('is the same for equal trees, wherever they come from', async () => {
    const files = { 'a/b': '1', c: 'x'.repeat(500_000) };
    const digests = [
      await tarball(await stored(files)),
      await tarball(await stored({ c: files.c, 'a/b': '1' })),
      await tarball({ kind: 'inline', files }),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(1);
    expect((await tarball(await stored({ ...files, d: '' }))).digest).not.toBe(digests[0]);
  });

  it('says nothing of the machine in its header', async () => {
    const bytes = readFileSync((await tarball(await stored({ a: 'x' }))).file);
    // RFC 1952: no flags, no time, default compression, unknown system.
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    expect(gunzipSync(bytes).byteLength % 512).toBe(0);
  });

  it('leaves out what the rules say', async () => {
    const locator = await stored({
      'deploy/a.yaml': '',
      'docs/b.md': '',
      'docs/keep.md': '',
      'logo.png': '',
      '.gitignore': '',
      '.sourceignore': 'docs/\n!docs/keep.md\n',
    });
    const names = (file: string): string[] => listed(file).map((line) => line.split(' ').slice(5).join(' '));
    expect(names((await tarball(locator)).file)).toEqual([
      './',
      '.sourceignore',
      'deploy/',
      'deploy/a.yaml',
      'docs/keep.md',
      'logo.png',
    ]);
    expect(names((await tarball(locator, '/*\n!/deploy')).file)).toEqual(['./', 'deploy/', 'deploy/a.yaml']);
  });

  it('of an empty tree holds the root', async () => {
    expect(listed((await tarball(await stored({}))).file)).toEqual(['drwxr-x--- 0/0 0 1970-01-01 00:00:00 ./']);
  });

  it('is not made of a tree that is damaged', async () => {
    for (const content of ['small', 'x'.repeat(1_000_000)]) {
      const locator = await stored({ a: content });
      if (locator.kind === 'content') rmSync(contentPath(locator.objects, fileDigest(Buffer.from(content))));
      await expect(tarball(locator)).rejects.toThrow(/a cannot be read|no such file/);
    }
  });

  it('ends when it is called off', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`d${index % 50}/${index}`, `${index}`]),
    );
    const locator = await stored(files);
    const signal = AbortSignal.timeout(10);
    const file = join(temporaryFolder(), 'x');
    await expect(writeTarball(file, locator, { ignore: undefined, signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});

describe('while a tree of 50 MB is packed', () => {
  it('the event loop is not held up', async () => {
    const files: Record<string, MemoryFile> = { 'large.bin': randomBytes(20 * 1024 * 1024) };
    const text = randomBytes(7500).toString('base64');
    for (let index = 0; index < 3000; index += 1) files[`folder-${index % 300}/${index}.yaml`] = `${index} ${text}`;
    const locator = await stored(files);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const { size } = await tarball(locator);
    delay.disable();
    // Some tens of milliseconds at the 99th percentile even on a machine that is busy with other things.
    expect(delay.percentile(99) / 1e6).toBeLessThan(100);
    expect(size).toBeGreaterThan(20 * 1024 * 1024);
  }, 60_000);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveMember, tarGz } from '../../../test/support/archives.ts';
import { systemClock, systemRandom } from '../../base/index.ts';
import { ContentStore } from '../store/index.ts';
import { defaultTreeLimits, memoryTree, openTree, walkTree } from '../tree/index.ts';
import type { ArchiveKind } from './entry-path.ts';
import { extractArchive, type ExtractOptions } from './extract.ts';

describe('an archive as a tree', () => {
  let folder = '';
  let store: ContentStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-archive-'));
    store = new ContentStore({ directory: join(folder, 'store'), clock: systemClock, random: systemRandom });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  let count = 0;
  const open = async (kind: ArchiveKind, bytes: Buffer, options: Partial<ExtractOptions> = {}) => {
    const file = join(folder, `archive-${(count += 1)}`);
    await writeFile(file, bytes);
    return await extractArchive(store, file, { kind, object: 'app-1.0.0.tgz', ...options });
  };
  const paths = async (kind: ArchiveKind, members: readonly ArchiveMember[]): Promise<string[]> => {
    const { tree } = await open(kind, await tarGz(members));
    return Array.from(walkTree(openTree(tree)), ({ path }) => path);
  };

  it('is the tree that the same files make anywhere else', async () => {
    const members = [
      { name: 'app/Chart.yaml', content: 'name: app\n' },
      { name: 'app/templates/deep/x.yaml', content: 'a: 1\n' },
      { name: 'app/run.sh', content: '#!/bin/sh\n', mode: 0o755 },
    ];
    const { digest, tree } = await open('chart', await tarGz(members));
    const same = memoryTree({
      'Chart.yaml': 'name: app\n',
      'templates/deep/x.yaml': 'a: 1\n',
      'run.sh': { content: '#!/bin/sh\n', executable: true },
    });
    expect(digest).toBe(same.digest);
    expect(Buffer.from(openTree(tree).read('templates/deep/x.yaml')).toString()).toBe('a: 1\n');
  });

  it('takes the first folder off a chart, whatever it is called, and keeps that of an artifact', async () => {
    const members = [
      { name: 'one/Chart.yaml', content: 'x' },
      { name: 'two\\templates\\a.yaml', content: 'x' },
      { name: 'two/./b//c.yaml', content: 'x' },
    ];
    expect(await paths('chart', members)).toEqual(['Chart.yaml', 'b', 'b/c.yaml', 'templates', 'templates/a.yaml']);
    expect(await paths('artifact', [{ name: './a/b.yaml', content: 'x' }])).toEqual(['a', 'a/b.yaml']);
  });

  it('keeps empty folders of an artifact', async () => {
    expect(await paths('artifact', [{ name: 'a', content: 'x' }, { name: 'empty/' }])).toEqual(['a', 'empty']);
  });

  it('leaves symbolic links of an artifact out, and reads those of a chart as empty files, as helm does', async () => {
    const members = [
      { name: 'app/a', content: 'x' },
      { name: 'app/link', target: '/etc/passwd' },
    ];
    expect(await paths('artifact', members)).toEqual(['app', 'app/a']);
    const { tree } = await open('chart', await tarGz(members));
    expect(openTree(tree).read('link')).toHaveLength(0);
  });

  it("leaves a repository's own files out", async () => {
    const members = [
      { name: 'app/a', content: 'x' },
      { name: 'app/.git/config', content: 'x' },
    ];
    expect(await paths('chart', members)).toEqual(['a']);
  });

  it.each<[ArchiveKind, string, RegExp]>([
    ['chart', 'app/../../etc/passwd', /leads out of the chart/],
    ['chart', 'app/..hidden', /leads out of the chart/],
    ['chart', 'app//etc/passwd', /absolute/],
    ['chart', 'top.yaml', /outside of the folder/],
    ['chart', 'Chart.yaml', /Chart.yaml outside/],
    ['chart', 'app/c:/windows', /drive/],
    ['artifact', '../a', /leads out/],
    ['artifact', '/etc/passwd', /leads out/],
    ['artifact', 'a/../../b', /leads out/],
    ['artifact', 'a\\b', /leads out/],
  ])('of a %s refuses the entry %s', async (kind, name, message) => {
    const bytes = await tarGz([
      { name: 'app/ok', content: 'x' },
      { name, content: 'x' },
    ]);
    await expect(open(kind, bytes)).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(message) });
  });

  it('refuses what is both a file and a folder, and an archive without files', async () => {
    const clash = await tarGz([
      { name: 'app/a', content: 'x' },
      { name: 'app/a/b', content: 'x' },
    ]);
    await expect(open('chart', clash)).rejects.toMatchObject({ code: 'refused', message: /both a file and a folder/ });
    await expect(open('chart', await tarGz([{ name: 'app/' }]))).rejects.toMatchObject({ code: 'refused' });
  });

  it('refuses what is no archive, and one that was cut short', async () => {
    await expect(open('chart', Buffer.from('<html>'))).rejects.toMatchObject({ code: 'refused', message: /tar\.gz/ });
    await expect(open('chart', gzipSync('not a tar'.repeat(200)))).rejects.toMatchObject({ code: 'refused' });
    const whole = await tarGz([{ name: 'app/a', content: 'x'.repeat(100_000) }]);
    await expect(open('chart', whole.subarray(0, 100))).rejects.toMatchObject({ code: 'refused' });
  });

  it('stops at its limits: a large file, many bytes, many entries', async () => {
    const large = await tarGz([{ name: 'app/a', content: Buffer.alloc(6 * 1024 * 1024) }]);
    await expect(open('chart', large)).rejects.toMatchObject({ code: 'too-large', message: /app-1.0.0.tgz: a has/ });
    const many = await tarGz(Array.from({ length: 21 }, (_, index) => ({ name: `app/${index}`, content: 'xx' })));
    const limited = (limits: object) => open('chart', many, { limits: { ...defaultTreeLimits, ...limits } });
    await expect(limited({ maxEntries: 20 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(limited({ maxTotalBytes: 41 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(limited({ maxEntries: 21, maxTotalBytes: 42 })).resolves.toBeDefined();
  });

  it('stops when it is told to', async () => {
    const bytes = await tarGz([{ name: 'app/a', content: 'x' }]);
    await expect(open('chart', bytes, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

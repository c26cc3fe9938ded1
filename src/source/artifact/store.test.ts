import { createServer } from 'node:http';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ManualClock, seededRandom, sha256 } from '../../base/index.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import type { Artifact } from '../tree.ts';
import { memoryTree } from '../tree/index.ts';
import { serveArtifact } from './serve.ts';
import { ArtifactStore } from './store.ts';

const baseUrl = 'http://source-controller.flux-system.svc.cluster.local./';
const owner = { kind: 'gitrepository', namespace: 'default', name: 'app' } as const;

function artifactOf(files: Record<string, string>): Artifact {
  const { digest } = memoryTree(files);
  return { revision: digest, digest, tree: { kind: 'inline', files } };
}

interface TestStore {
  readonly store: ArtifactStore;
  readonly clock: ManualClock;
  readonly directory: string;
  readonly folder: string;
  readonly names: () => string[];
  readonly restart: () => ArtifactStore;
}

function testStore(directory = temporaryFolder()): TestStore {
  const clock = new ManualClock();
  let processes = 0;
  const open = (): ArtifactStore => {
    processes += 1;
    return new ArtifactStore({ directory, baseUrl, clock, random: seededRandom(processes) });
  };
  const folder = join(directory, 'gitrepository', 'default', 'app');
  const names = (): string[] =>
    readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  return { store: open(), clock, directory, folder, names, restart: open };
}

describe('storing', () => {
  it('gives what status.artifact says', async () => {
    const { store, directory } = testStore();
    const stored = await store.store({ ...owner, file: 'one.tar.gz' }, artifactOf({ a: '1' }));
    const bytes = readFileSync(join(directory, stored.path));
    expect(stored).toEqual({
      path: 'gitrepository/default/app/one.tar.gz',
      url: `${baseUrl}gitrepository/default/app/one.tar.gz`,
      digest: `sha256:${sha256(bytes)}`,
      lastUpdateTime: '2026-01-01T00:00:00Z',
      size: bytes.byteLength,
    });
  });

  it('makes each artifact once, however many ask', async () => {
    const { store, folder, clock } = testStore();
    const ask = (): ReturnType<ArtifactStore['store']> =>
      store.store({ ...owner, file: 'one.tar.gz' }, artifactOf({ a: '1' }));
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    const { ino } = statSync(join(folder, 'one.tar.gz'));
    await clock.advance(3_600_000);
    expect(new Set([...answers, await ask()].map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(statSync(join(folder, 'one.tar.gz')).ino).toBe(ino);
  });

  it('makes none anew in the next process, but looks at its bytes', async () => {
    const { store, folder, clock, restart } = testStore();
    const place = { ...owner, file: 'one.tar.gz' };
    const first = await store.store(place, artifactOf({ a: '1' }));
    const { ino } = statSync(join(folder, 'one.tar.gz'));
    await clock.advance(60_000);
    expect(await restart().store(place, artifactOf({ a: '1' }))).toEqual(first);
    expect(statSync(join(folder, 'one.tar.gz')).ino).toBe(ino);
    const bytes = readFileSync(join(folder, 'one.tar.gz'));
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(join(folder, 'one.tar.gz'), bytes);
    expect((await restart().store(place, artifactOf({ a: '1' }))).digest).toBe(first.digest);
    expect(`sha256:${sha256(readFileSync(join(folder, 'one.tar.gz')))}`).toBe(first.digest);
  });

  it('makes it anew where the file or its record is gone', async () => {
    const { store, folder, directory } = testStore();
    const place = { ...owner, file: 'one.tar.gz' };
    const first = await store.store(place, artifactOf({ a: '1' }));
    for (const lost of [join(folder, 'one.tar.gz'), join(folder, '.one.tar.gz.json'), directory]) {
      rmSync(lost, { recursive: true });
      expect((await store.store(place, artifactOf({ a: '1' }))).digest).toBe(first.digest);
      expect(existsSync(join(folder, 'one.tar.gz'))).toBe(true);
    }
  });

  it('makes it anew where the tree or the rules have changed, with the time of the change', async () => {
    const { store, clock } = testStore();
    const place = { ...owner, file: 'one.tar.gz' };
    const first = await store.store(place, artifactOf({ a: '1', b: '2' }));
    await clock.advance(5000);
    const filtered = await store.store(place, artifactOf({ a: '1', b: '2' }), { ignore: 'b' });
    expect(filtered.digest).not.toBe(first.digest);
    expect(filtered.lastUpdateTime).toBe('2026-01-01T00:00:05Z');
    await clock.advance(5000);
    // Other rules, but the same bytes: nothing has changed for consumers.
    const same = await store.store(place, artifactOf({ a: '1', b: '2' }), { ignore: 'b\nc' });
    expect(same).toEqual(filtered);
  });

  it('goes on for others when one gives up', async () => {
    const { store } = testStore();
    const place = { ...owner, file: 'one.tar.gz' };
    const controller = new AbortController();
    const given = store.store(place, artifactOf({ a: '1' }), { signal: controller.signal });
    const kept = store.store(place, artifactOf({ a: '1' }));
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    await expect(kept).resolves.toMatchObject({ size: expect.any(Number) as number });
    await expect(store.store(place, artifactOf({ a: '1' }), { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('leaves nothing behind when it fails', async () => {
    const { store, folder } = testStore();
    const broken = { revision: 'x', digest: 'x', tree: { kind: 'folder', path: '/nowhere' } } as const;
    await expect(store.store({ ...owner, file: 'x.tar.gz' }, broken)).rejects.toMatchObject({ code: 'not-found' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    { ...owner, file: '../x' },
    { ...owner, file: '.hidden' },
    { ...owner, file: '' },
    { ...owner, name: '..', file: 'x' },
    { ...owner, namespace: 'a/b', file: 'x' },
    { ...owner, kind: '', file: 'x' },
  ])('refuses the place $kind/$namespace/$name/$file', async (place) => {
    const { store } = testStore();
    await expect(store.store(place, artifactOf({}))).rejects.toMatchObject({ code: 'refused' });
  });

  it('gives an error where the disk refuses', async () => {
    const directory = join(temporaryFolder(), 'file');
    writeFileSync(directory, '');
    const { store } = testStore(directory);
    await expect(store.store({ ...owner, file: 'x' }, artifactOf({}))).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('old artifacts', () => {
  async function three(test: TestStore): Promise<void> {
    for (const file of ['one.tar.gz', 'two.tar.gz', 'three.tar.gz']) {
      await test.store.store({ ...owner, file }, artifactOf({ file }));
      await test.clock.advance(10_000);
    }
  }

  it('stay for a minute after they were current, the latest of them', async () => {
    const test = testStore();
    await three(test);
    await vi.waitFor(() => expect(test.names()).toEqual(['three.tar.gz', 'two.tar.gz']));
    await test.clock.advance(45_000);
    await vi.waitFor(() => expect(test.names()).toEqual(['three.tar.gz', 'two.tar.gz']));
    await test.clock.advance(60_000);
    await vi.waitFor(() => expect(test.names()).toEqual(['three.tar.gz']));
    await vi.waitFor(() => expect(readdirSync(test.folder).sort()).toEqual(['.three.tar.gz.json', 'three.tar.gz']));
  });

  it('are not those that are old and current', async () => {
    const test = testStore();
    await three(test);
    // Back to an earlier revision.
    await test.store.store({ ...owner, file: 'two.tar.gz' }, artifactOf({ file: 'two.tar.gz' }));
    await test.clock.advance(120_000);
    await vi.waitFor(() => expect(test.names()).toEqual(['two.tar.gz']));
  });

  it('of an earlier process go too, with what it left half written', async () => {
    const test = testStore();
    await three(test);
    writeFileSync(join(test.folder, '.writing-of-a-process-that-was-killed'), 'x');
    const next = test.restart();
    await test.clock.advance(10 * 60_000);
    await next.store({ ...owner, file: 'four.tar.gz' }, artifactOf({ file: 'four' }));
    await vi.waitFor(() => expect(readdirSync(test.folder).sort()).toEqual(['.four.tar.gz.json', 'four.tar.gz']));
  });

  it('of others stay', async () => {
    const test = testStore();
    await test.store.store({ ...owner, name: 'other', file: 'x.tar.gz' }, artifactOf({}));
    await three(test);
    await test.store.remove(owner);
    expect(readdirSync(join(test.directory, 'gitrepository', 'default'))).toEqual(['other']);
  });
});

describe('serving', () => {
  it('gives the file, its size and type', async () => {
    const { store, directory } = testStore();
    const { path } = await store.store({ ...owner, file: 'one.tar.gz' }, artifactOf({ a: '1' }));
    const server = createServer((request, response) => {
      void serveArtifact(store, request.url ?? '').then((served) => {
        if (served === undefined) return response.writeHead(404).end();
        response.writeHead(200, served.headers);
        return request.method === 'HEAD' ? response.end() : served.open().pipe(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
    const response = await fetch(url);
    const bytes = readFileSync(join(directory, path));
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.headers.get('content-type')).toBe('application/gzip');
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(bytes.byteLength));
    expect((await fetch(`${url}.none`)).status).toBe(404);
  });

  it('gives nothing else', async () => {
    const { store, directory, folder } = testStore();
    await store.store({ ...owner, file: 'one.tar.gz' }, artifactOf({ a: '1' }));
    writeFileSync(join(directory, 'outside'), 'x');
    writeFileSync(join(directory, '..', 'outside-of-all'), 'x');
    onTestFinished(() => rmSync(join(directory, '..', 'outside-of-all')));
    symlinkSync('/etc', join(folder, 'etc'));
    for (const path of [
      '',
      '/',
      'outside',
      '../outside-of-all',
      'gitrepository/default/app',
      'gitrepository/default/app/',
      'gitrepository/default/app/.one.tar.gz.json',
      'gitrepository/default/app/../app/one.tar.gz',
      'gitrepository/default/app/etc/passwd',
      'gitrepository/default/app/etc',
      'gitrepository/default/../../outside',
      'gitrepository/default/app/one.tar.gz\0',
      '/gitrepository//default/app/one.tar.gz',
      'gitrepository/default/app/%2e%2e',
    ]) {
      expect(await serveArtifact(store, path), path).toBeUndefined();
    }
    expect(await serveArtifact(store, '/gitrepository/default/app/one.tar.gz')).toBeDefined();
  });
});

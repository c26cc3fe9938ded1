import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JsonObject, type KubeObject, ManualClock, silentLogger, systemClock } from '../../base/index.ts';
import type { Storage } from '../storage.ts';
import { type DurableStorageOptions, openDurableStorage } from './durable-storage.ts';
import { currentFormat, encodeRecord } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-durable-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(options: Partial<DurableStorageOptions> = {}): Promise<Storage> {
  return openDurableStorage({ folder, clock: systemClock, logger: silentLogger, groupMs: 0, sync: false, ...options });
}

function configMap(name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

async function put(storage: Storage, name: string, value = ''): Promise<void> {
  const key = `/configmaps/default/${name}`;
  const result = storage.commit(
    { kind: 'put', key, object: configMap(name, { value }) },
    storage.get(key)?.resourceVersion ?? 0,
  );
  if ('conflict' in result) throw new Error('conflict');
  await result.durable;
}

function contents(storage: Storage): readonly string[] {
  return storage
    .scan('')
    .map(({ key, object, resourceVersion }) => `${key}=${JSON.stringify(object['data'])}@${resourceVersion}`);
}

describe('what a reopened folder holds', () => {
  it('is what was written, updated and deleted', async () => {
    const first = await open();
    await put(first, 'a', '1');
    await put(first, 'b', '1');
    await put(first, 'a', '2');
    first.commit({ kind: 'delete', key: '/configmaps/default/b' }, 3);
    const before = contents(first);
    await first.close();
    const second = await open();
    expect(contents(second)).toEqual(before);
    expect(second.resourceVersion).toBe(5);
    await put(second, 'c');
    expect(second.resourceVersion).toBe(6);
    await second.close();
  });

  it('is the same through snapshots, which replace the logs before them', async () => {
    const first = await open({ snapshotEvery: 7 });
    for (let index = 0; index < 50; index += 1) await put(first, `n${index % 9}`, String(index));
    const before = contents(first);
    await first.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('log.'))).toHaveLength(1);
    expect(existsSync(join(folder, 'snapshot'))).toBe(true);
    const second = await open();
    expect(contents(second)).toEqual(before);
    expect(second.resourceVersion).toBe(51);
    await second.close();
  });

  it('is the same while writes go on during the snapshot', async () => {
    const first = await open({ snapshotEvery: 100 });
    const writes: Promise<void>[] = [];
    for (let index = 0; index < 1000; index += 1) {
      writes.push(put(first, `n${index}`, 'x'.repeat(500)));
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(writes);
    const before = contents(first);
    await first.close();
    const second = await open();
    expect(contents(second)).toEqual(before);
    await second.close();
  });

  it('is the same where the process ended between the snapshot and the removal of the log', async () => {
    const first = await open();
    for (let index = 0; index < 10; index += 1) await put(first, `n${index}`);
    const before = contents(first);
    await first.close();
    copyFileSync(join(folder, 'log.2'), join(folder, 'kept'));
    const second = await open({ snapshotEvery: 1 });
    await put(second, 'last');
    await second.close();
    copyFileSync(join(folder, 'kept'), join(folder, 'log.2'));
    const third = await open();
    expect(contents(third)).toHaveLength(before.length + 1);
    await third.close();
  });
});

describe('group commit', () => {
  it('gathers writes for as long as it was told', async () => {
    const clock = new ManualClock();
    const storage = await open({ clock, groupMs: 5 });
    let done = 0;
    const writes = [put(storage, 'a'), put(storage, 'b')].map((write) => write.then(() => (done += 1)));
    await clock.advance(4);
    expect(done).toBe(0);
    await clock.advance(1);
    await Promise.all(writes);
    expect(done).toBe(2);
    await storage.close();
  });
});

describe('a damaged folder', () => {
  it('loses only torn records, whatever byte the log ends at', async () => {
    const first = await open();
    for (let index = 0; index < 6; index += 1) await put(first, `n${index}`, 'ü');
    await first.close();
    const whole = readFileSync(join(folder, 'log.2'));
    const ends = [...whole.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index + 1] : []));
    for (let size = 0; size <= whole.length; size += 1) {
      writeFileSync(join(folder, 'log.2'), whole.subarray(0, size));
      const storage = await open();
      const lines = ends.filter((end) => end <= size).length;
      expect(storage.scan('')).toHaveLength(Math.max(0, lines - 1));
      await put(storage, 'after');
      await storage.close();
      const again = await open();
      expect(again.get('/configmaps/default/after')).toBeDefined();
      await again.close();
    }
  });

  it('is refused where a damaged record is not the last', async () => {
    const first = await open();
    for (let index = 0; index < 3; index += 1) await put(first, `n${index}`);
    await first.close();
    const path = join(folder, 'log.2');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"name":"n1"', '"name":"nX"'));
    await expect(open()).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('line 3 of') });
  });

  it('is refused where a snapshot is not whole', async () => {
    const first = await open({ snapshotEvery: 3 });
    for (let index = 0; index < 9; index += 1) await put(first, `n${index}`);
    await first.close();
    const path = join(folder, 'snapshot');
    truncateSync(path, readFileSync(path).length - 20);
    await expect(open()).rejects.toMatchObject({ code: 'corrupt' });
    expect(readdirSync(folder)).not.toContain('lock');
  });

  it('is refused where a log in the middle is missing', async () => {
    const first = await open();
    await put(first, 'a');
    await put(first, 'b');
    await first.close();
    const path = join(folder, 'log.2');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [lines[0], lines[2], ''].join('\n'));
    await expect(open()).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('lacks') });
  });

  it.each([
    ['of a newer program', encodeRecord({ kind: 'header', version: 99, resourceVersion: 2 }), 'format 99'],
    ['without a format', 'hello\nworld\n', 'not data of the sandbox'],
  ])('is refused where the log is one %s', async (_, text, message) => {
    writeFileSync(join(folder, 'log.2'), text);
    await expect(open()).rejects.toMatchObject({ code: 'format', message: expect.stringContaining(message) });
  });
});

it('migrates records of an older format', async () => {
  const first = await open();
  await put(first, 'a', '1');
  await first.close();
  const rename = (record: JsonObject): JsonObject =>
    record['kind'] === 'put' ? { ...record, key: `${record['key'] as string}-2` } : record;
  const format = { version: 2, migrations: new Map([[1, rename]]) };
  const second = await open({ format });
  expect(second.scan('').map((stored) => stored.key)).toEqual(['/configmaps/default/a-2']);
  await second.close();
  const tooNew = { version: 3, migrations: new Map() };
  await expect(open({ format: tooNew })).rejects.toMatchObject({ code: 'format' });
  expect(currentFormat.version).toBe(1);
});

describe('the lock', () => {
  it('keeps a second process out', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    writeFileSync(join(folder, 'lock'), String(other.pid));
    await expect(open()).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(String(other.pid)) });
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    const storage = await open();
    await storage.close();
    expect(readdirSync(folder)).not.toContain('lock');
  });

  it.runIf(existsSync('/proc/self/stat'))('of a process whose number another has now is no lock', async () => {
    const first = await open();
    const text = readFileSync(join(folder, 'lock'), 'utf8');
    await first.close();
    const [, started = '', since = ''] = text.split(' ');
    writeFileSync(join(folder, 'lock'), `${process.ppid} ${started} ${since}`);
    await (await open()).close();
    expect(since).toMatch(/^\d+$/);
  });

  it.runIf(existsSync('/proc/self/stat'))('of a process that is dead but not taken note of is no lock', async () => {
    // The shell becomes a program that never asks how its child ended.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const zombie = line.toString().trim();
      await expect.poll(() => readFileSync(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z ');
      writeFileSync(join(folder, 'lock'), zombie);
      await (await open()).close();
    } finally {
      parent.kill('SIGKILL');
    }
  });
});

/** The file system with a switch: while `full`, a write puts out half of its bytes and then fails as a full disk does. */
function fillableDisk(): { full: boolean; openFile: typeof openFile } {
  const disk = {
    full: false,
    openFile: async (...args: Parameters<typeof openFile>) => {
      const handle = await openFile(...args);
      const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<{ bytesWritten: number }>;
      const limited = async (data: Buffer, from: number, length: number, at: number): Promise<unknown> => {
        if (!disk.full) return write(data, from, length, at);
        await write(data, from, Math.floor(length / 2), at);
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };
      return Object.assign(handle, { write: limited });
    },
  };
  return disk;
}

describe('a full disk', () => {
  it('refuses writes, keeps serving reads, and goes on by itself when there is room', async () => {
    const clock = new ManualClock();
    const disk = fillableDisk();
    const storage = await open({ clock, openFile: disk.openFile });
    await put(storage, 'before');
    disk.full = true;
    await expect(put(storage, 'unknown')).rejects.toMatchObject({ code: 'full' });
    await expect(put(storage, 'refused')).rejects.toMatchObject({ code: 'full' });
    expect(storage.resourceVersion).toBe(3);
    expect(storage.get('/configmaps/default/before')).toBeDefined();
    disk.full = false;
    while (readdirSync(folder).length > 0) {
      await clock.advance(1000);
      const later = await put(storage, 'after').catch(() => 'refused');
      if (later !== 'refused') break;
    }
    const before = contents(storage);
    await storage.close();
    const again = await open();
    expect(contents(again)).toEqual(before);
    expect(before.map((line) => line.split('=')[0])).toEqual([
      '/configmaps/default/after',
      '/configmaps/default/before',
      '/configmaps/default/unknown',
    ]);
    await again.close();
  });

  it('says so when a folder cannot be written at all', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    await expect(open({ folder: join(path, 'below') })).rejects.toMatchObject({ code: 'failed' });
  });
});

describe('kill -9', () => {
  it('loses no acknowledged write', { timeout: 120_000 }, async () => {
    const writer = join(import.meta.dirname, 'testdata', 'writer.ts');
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 20; round += 1) {
      const child = spawn(process.execPath, [writer, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      let count = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        const [name = '', value = ''] = line.split(' ');
        acknowledged.set(name, value);
        count += 1;
        if (count >= 20 + round * 7) child.kill('SIGKILL');
      }
      await exited;
      const storage = await open();
      for (const [name, value] of acknowledged) {
        const stored = storage.get(`/configmaps/default/${name}`)?.object['data'] as { value: string } | undefined;
        expect(Number(stored?.value)).toBeGreaterThanOrEqual(Number(value));
      }
      await storage.close();
    }
    expect(acknowledged.size).toBeGreaterThan(20);
  });
});

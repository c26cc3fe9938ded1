/**
 * The sandbox beside a real control plane, in one run: creates, server-side applies and gets per second of CPU (etcd's and the
 * controllers' counted), a list of many objects, how soon a thousand watchers are told of a change, memory, and the start.
 *
 *     bin/node benchmarks/sandbox.ts [--real https://127.0.0.1:29443 --pids 1,2,3] [--objects 10000] [--watchers 1000] [--sandbox PROGRAM]
 *
 * `--pids` are the processes of the real control plane. The sandbox is a process of its own (`bin/slipway sandbox`, or PROGRAM);
 * requests are sent from this one, 32 at a time, and are counted to neither.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Agent, request } from 'undici';

const { values } = parseArgs({
  options: {
    real: { type: 'string' },
    pids: { type: 'string', default: '' },
    objects: { type: 'string', default: '10000' },
    watchers: { type: 'string', default: '1000' },
    sandbox: { type: 'string', default: join(import.meta.dirname, '../bin/slipway') },
  },
});
const objects = Number(values.objects);
const watchers = Number(values.watchers);
const atATime = 32;
const ticksPerSecond = 100;

/** Who is measured. */
interface Subject {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly pids: readonly number[];
}

function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }, 0);
}

function memoryMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }, 0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function measure({ name, url, token, pids }: Subject): Promise<Record<string, number | string>> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, connections: atATime, bodyTimeout: 0 });
  const headers = { authorization: `Bearer ${token}` };
  const call = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: string,
    type = 'application/json',
  ) => {
    const answer = await request(url + path, {
      method,
      dispatcher,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${name}: ${method} ${path}: ${text.slice(0, 300)}`);
    return text;
  };
  const many = async (
    count: number,
    one: (index: number) => Promise<unknown>,
  ): Promise<{ cpu: number; wall: number }> => {
    const [cpu, wall] = [cpuSeconds(pids), performance.now()];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < count; index = next++) await one(index);
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    return { cpu: cpuSeconds(pids) - cpu, wall: (performance.now() - wall) / 1000 };
  };
  const space = `bench-${process.pid}`;
  await call('POST', '/api/v1/namespaces', JSON.stringify({ metadata: { name: space } }));
  const path = `/api/v1/namespaces/${space}/configmaps`;
  const data = { text: 'x'.repeat(600), a: '1', b: '2' };
  const object = (index: number, value = 'x'): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c-${index}`, labels: { app: 'a' } },
      data: { ...data, value },
    });
  const warm = Math.min(500, objects);
  const apply = (index: number, value: string): Promise<string> =>
    call('PATCH', `${path}/c-${index}?fieldManager=m&force=true`, object(index, value), 'application/apply-patch+yaml');
  await many(warm, (index) => call('POST', path, object(objects + index)));
  await many(warm, (index) => apply(objects + index, 'warm'));
  const creates = await many(objects, (index) => call('POST', path, object(index)));
  const applies = await many(objects, (index) => apply(index, 'y'));
  const gets = await many(objects, (index) => call('GET', `${path}/c-${index}`));
  const listTimes: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    await call('GET', path);
    listTimes.push(performance.now() - start);
  }
  const watch = await tellWatchers({ url, path, headers }, () => apply(0, `w${performance.now()}`));
  const memory = memoryMb(pids);
  await call('DELETE', `/api/v1/namespaces/${space}`);
  await dispatcher.close();
  const perCpu = ({ cpu }: { cpu: number }): number => Math.round(objects / cpu);
  return {
    name,
    'creates per CPU second': perCpu(creates),
    'applies per CPU second': perCpu(applies),
    'gets per CPU second': perCpu(gets),
    'creates per second': Math.round(objects / creates.wall),
    [`list of ${objects}, ms`]: Math.round(Math.min(...listTimes)),
    [`${watchers} watchers told, ms`]: Math.round(watch),
    'memory, MB': Math.round(memory),
  };
}

/** How long it takes until every watcher has heard of one change. */
async function tellWatchers(
  { url, path, headers }: { url: string; path: string; headers: Record<string, string> },
  change: () => Promise<unknown>,
): Promise<number> {
  const dispatcher = new Agent({
    connect: { rejectUnauthorized: false },
    connections: watchers,
    bodyTimeout: 0,
    headersTimeout: 0,
  });
  const abort = new AbortController();
  let told = 0;
  let done = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const query = 'watch=true&fieldSelector=metadata.name%3Dc-0&resourceVersion=0';
  const started: Promise<void>[] = [];
  for (let index = 0; index < watchers; index += 1) {
    const { body } = await request(`${url}${path}?${query}`, { dispatcher, headers, signal: abort.signal });
    let lines = 0;
    started.push(
      new Promise<void>((resolve) => {
        body.on('error', () => undefined);
        body.on('data', (chunk: Buffer) => {
          for (const byte of chunk) if (byte === 10) lines += 1;
          if (lines === 1) resolve();
          if (lines < 2) return;
          lines = Number.NEGATIVE_INFINITY;
          told += 1;
          if (told === watchers) done();
        });
      }),
    );
  }
  await Promise.all(started);
  const start = performance.now();
  await change();
  await all;
  const time = performance.now() - start;
  abort.abort();
  await dispatcher.destroy();
  return time;
}

/** Starts the sandbox and gives how long it takes until it answers. */
async function startProgram(): Promise<{ subject: Subject; startMs: number; stop: () => void }> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(values.sandbox, ['sandbox', '--kube-port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const isReady = await request(`${url}/readyz`).then(
      async (answer) => (await answer.body.text()) !== '' && answer.statusCode === 200,
      () => false,
    );
    if (isReady) break;
    await setTimeout(5);
  }
  const startMs = performance.now() - start;
  if (child.pid === undefined) throw new Error('no process');
  const pids = [child.pid, ...childrenOf(child.pid)];
  return {
    subject: { name: 'sandbox', url: `https://127.0.0.1:${port}`, token: 'admin', pids },
    startMs,
    stop: () => child.kill(),
  };
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').flatMap((child) => [Number(child), ...childrenOf(Number(child))]);
}

const { subject, startMs, stop } = await startProgram();
const results = [{ ...(await measure(subject)), 'start, ms': Math.round(startMs) }];
stop();
if (values.real !== undefined) {
  const pids = values.pids
    .split(',')
    .filter((pid) => pid !== '')
    .map(Number);
  results.push({
    ...(await measure({ name: 'real', url: values.real, token: 'admin', pids })),
    'start, ms': Number.NaN,
  });
}
for (const result of results) process.stdout.write(`${JSON.stringify(result, undefined, 1)}\n`);

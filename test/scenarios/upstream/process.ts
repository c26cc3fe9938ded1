import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A program that is running and ends when disposed of. */
export interface RunningProcess extends AsyncDisposable {
  readonly name: string;
  /** Where its output goes. */
  readonly log: string;
}

/** Starts a program whose output goes to `<folder>/<name>.log`, and waits until it takes connections on `port`. */
export async function startProcess(options: {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly port: number;
}): Promise<RunningProcess> {
  const log = join(options.folder, `${options.name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(options.command, [...options.args], {
    cwd: options.folder,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['ignore', output, output],
  });
  let ended: string | undefined;
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`));
  const running: RunningProcess = {
    name: options.name,
    log,
    async [Symbol.asyncDispose]() {
      if (ended !== undefined) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exit;
      clearTimeout(timer);
    },
  };
  for (let tries = 0; tries < 240; tries += 1) {
    if (ended !== undefined) throw new Error(`${options.name} did not start (${ended}): see ${log}`);
    if (await takesConnections(options.port)) return running;
    await wait(250);
  }
  await running[Symbol.asyncDispose]();
  throw new Error(`${options.name} does not listen on port ${options.port}: see ${log}`);
}

/** Ports of which the system gives none to connections by itself (Linux gives 32768 to 60999). */
const [firstPort, endOfPorts] = [20_000, 32_000];

/**
 * The first of `count` ports in a row that nothing listens on. They are none of those that the system gives to connections by itself:
 * one of these may be taken until the program that wants it has started.
 */
export async function freePort(count = 1): Promise<number> {
  for (;;) {
    const first = randomInt(firstPort, endOfPorts - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

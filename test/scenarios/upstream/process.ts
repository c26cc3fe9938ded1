import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:net';
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

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
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

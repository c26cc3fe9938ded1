import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, startProcess } from './process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (program: string, port: number, command = process.execPath) =>
  startProcess({ name: 'program', command, args: ['-e', program], env: { SAY: 'hello' }, folder, port });

describe('startProcess', () => {
  it('waits until the program takes connections, keeps its output, and ends it', async () => {
    const port = await freePort();
    const listen = `console.log(process.env.SAY); setTimeout(() => require('net').createServer().listen(${port}, '127.0.0.1'), 300)`;
    const running = await start(listen, port);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    expect(readFileSync(running.log, 'utf8')).toBe('hello\n');
    await running[Symbol.asyncDispose]();
    await running[Symbol.asyncDispose]();
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it.each([
    ['ends', 'process.exit(3)', process.execPath, /program did not start \(it ended with 3\): see .*program\.log/],
    ['is not there', '', '/nowhere/program', /program did not start \(spawn \/nowhere\/program ENOENT\)/],
  ])('says that a program %s', async (_, program, command, message) => {
    await expect(start(program, await freePort(), command)).rejects.toThrow(message);
    expect(existsSync(join(folder, 'program.log'))).toBe(true);
  });
});

describe('freePort', () => {
  it('gives the first of some ports that nothing listens on, none of which the system gives to connections', async () => {
    const first = await freePort(3);
    const servers = [first, first + 1, first + 2].map((port) => createServer().listen(port, '127.0.0.1'));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    for (const server of servers) server.close();
    expect(first).toBeGreaterThan(1023);
    expect(first + 2).toBeLessThan(32_768);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const slipway = resolve(import.meta.dirname, '../../bin/slipway');

/** A folder of the test's own, and slipway started in it. */
function start(...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-process-'));
  const child = spawn(slipway, [...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.on('exit', (code, signal) => done(code ?? signal)),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  return { child, ended, complaint: () => complaint };
}

const ports = ['--port', '0', '--kube-port', '0', '--git-port', '0'];

describe('the process', () => {
  it('ends quietly when nobody reads its output any more', { timeout: 30_000 }, async () => {
    const { child, ended, complaint } = start('demo', ...ports);
    await new Promise((seen) => child.stdout.once('data', seen));
    child.stdout.destroy();
    expect(await ended).toBe(0);
    expect(complaint()).not.toMatch(/EPIPE|^ +at /m);
  });

  it('ends at Ctrl-C, and says where the data is', { timeout: 30_000 }, async () => {
    const { child, ended } = start('demo', ...ports);
    let said = '';
    await new Promise<void>((seen) =>
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Git repository')) seen();
      }),
    );
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(said).toContain('The data lies in .slipway');
  });

  it('says which port is in use, and by which flags another is chosen', { timeout: 30_000 }, async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const port = String((holder.address() as AddressInfo).port);
    const { ended, complaint } = start('sandbox', '--kube-port', port);
    expect(await ended).toBe(1);
    expect(complaint()).toBe(
      `slipway sandbox: port ${port} is in use by another process: choose another with --kube-port (0: a free one)\n`,
    );
  });

  it.each([
    ['/dev/null', 'the data folder /dev/null cannot be used: a file is in its place; choose another with --data-dir'],
    [
      '/dev/null/x',
      'the data folder /dev/null/x cannot be used: a file is in its place; choose another with --data-dir',
    ],
    ['', '--data-dir is empty: name a folder, or leave it away'],
  ])('says what is wrong with the data folder %j', async (folder, message) => {
    const { ended, complaint } = start('demo', ...ports, '--data-dir', folder);
    expect(await ended).toBe(1);
    expect(complaint().split('\n')[0]).toBe(`slipway demo: ${message}`);
  });

  it('lists the commands that begin with a word', async () => {
    const { child, ended } = start('app', '--help');
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await ended).toBe(0);
    expect(said).toMatch(/^ {2}app sync APP /m);
    expect(said).not.toContain('  demo ');
  });

  it('tells of a command that there is not', async () => {
    const { ended, complaint } = start('deliver', '--now');
    expect(await ended).toBe(1);
    expect(complaint()).toBe('slipway: there is no command deliver; slipway --help lists them\n');
  });
});

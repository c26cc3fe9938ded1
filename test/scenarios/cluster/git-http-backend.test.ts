import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommitAction } from '../model/scenario.ts';
import type { GitHost } from './git-host.ts';
import { startGitHttpBackend } from './git-http-backend.ts';

const run = promisify(execFile);
let host: GitHost;
let folder: string;

beforeEach(async () => {
  host = await startGitHttpBackend();
  folder = mkdtempSync(join(tmpdir(), 'git-client-'));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function commit(files: Record<string, string>, rest: Partial<CommitAction> = {}): CommitAction {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  return { repository: 'app', branch: 'main', message: undefined, files: contents, remove: [], force: false, ...rest };
}

async function refs(repository = 'app'): Promise<string[]> {
  const { stdout } = await run('git', ['ls-remote', `${host.url}/${repository}.git`]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace('\t', ' '));
}

async function clone(branch: string): Promise<string> {
  const into = join(folder, branch);
  await run('git', ['clone', '--quiet', '--branch', branch, `${host.url}/app.git`, into]);
  return into;
}

describe('startGitHttpBackend', () => {
  it('serves what was committed', async () => {
    const first = await host.commit(commit({ 'a.txt': 'one', 'deep/b.txt': 'two' }));
    const second = await host.commit(commit({ 'a.txt': 'three' }, { remove: ['deep/b.txt'] }));
    expect(await refs()).toEqual([`${second} HEAD`, `${second} refs/heads/main`]);
    const into = await clone('main');
    expect(readFileSync(join(into, 'a.txt'), 'utf8')).toBe('three');
    expect(readdirSync(into).sort()).toEqual(['.git', 'a.txt']);
    const { stdout } = await run('git', ['-C', into, 'log', '--format=%H %s %an %at']);
    expect(stdout.trim().split('\n')).toEqual([
      `${second} commit 2 Scenario 1767225660`,
      `${first} commit 1 Scenario 1767225600`,
    ]);
  });

  it('gives the same story the same names', async () => {
    const first = await host.commit(commit({ 'a.txt': 'one' }));
    await using other = await startGitHttpBackend();
    expect(await other.commit(commit({ 'a.txt': 'one' }))).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{40}$/);
  });

  it('keeps branches, tags and repositories apart', async () => {
    const main = await host.commit(commit({ 'a.txt': 'one' }));
    const next = await host.commit(commit({ 'b.txt': 'two' }, { branch: 'next', message: 'A reason' }));
    await host.tag('app', 'main', 'v1');
    const other = await host.commit(commit({ 'c.txt': 'three' }, { repository: 'other' }));
    expect(await refs()).toEqual([
      `${main} HEAD`,
      `${main} refs/heads/main`,
      `${next} refs/heads/next`,
      `${main} refs/tags/v1`,
    ]);
    expect(await refs('other')).toContain(`${other} refs/heads/main`);
    await host.tag('app', 'next', 'v1');
    expect(await refs()).toContain(`${next} refs/tags/v1`);
  });

  it('replaces a history by force', async () => {
    await host.commit(commit({ 'old.txt': 'one' }));
    const forced = await host.commit(commit({ 'new.txt': 'two' }, { force: true }));
    expect(await refs()).toContain(`${forced} refs/heads/main`);
    const into = await clone('main');
    expect(readdirSync(into).sort()).toEqual(['.git', 'new.txt']);
    expect((await run('git', ['-C', into, 'rev-list', '--count', 'HEAD'])).stdout.trim()).toBe('1');
  });

  it('answers 404 for what is not there, and for what was dropped', async () => {
    await host.commit(commit({ 'a.txt': 'one' }));
    await expect(refs('nobody')).rejects.toThrow('not found');
    await host.drop('app');
    await expect(refs()).rejects.toThrow('not found');
  });

  it('refuses connections while it is off the network, and has its port again afterwards', async () => {
    const sha = await host.commit(commit({ 'a.txt': 'one' }));
    const { url } = host;
    await host.setReachable(false);
    await host.setReachable(false);
    await expect(refs()).rejects.toThrow(/refused|Failed to connect|Could ?n.t connect/i);
    await host.setReachable(true);
    expect(host.url).toBe(url);
    expect(await refs()).toContain(`${sha} HEAD`);
  });

  it('does not leave its root', async () => {
    const answer = await fetch(`${host.url}/..%2f..%2fetc/info/refs?service=git-upload-pack`);
    expect(answer.status).toBe(404);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Client } from './clients/client.ts';
import { runCommand } from './clients/command.ts';
import { Kubectl } from './clients/kubectl.ts';
import { readLines } from './lines.ts';
import { readFragment, readManifest } from './world/manifests.ts';
import { MovableClock } from './world/movable-clock.ts';

const env = { PATH: process.env['PATH'] ?? '' };

/** A program of a few lines of sh, for a client. */
function programOf(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-harness-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'program');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe('readLines', () => {
  const linesOf = (text: string): unknown => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-lines-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'lines.tsv'), text);
    return readLines(join(folder, 'lines.tsv'));
  };

  it('reads rows after the header', () => {
    expect(linesOf('id\tclient\tline\tshows\na\tgit\tpush\tit runs\n')).toEqual([
      { id: 'a', client: 'git', line: 'push', shows: 'it runs' },
    ]);
  });

  it.each([
    ['three columns', 'id\na\tgit\tpush\n', 'lines.tsv:2: a row has four columns'],
    ['five columns', 'id\na\tgit\tpush\tit runs\tmore\n', 'lines.tsv:2: a row has four columns'],
    ['an id that comes twice', 'id\na\tb\tc\td\na\tb\tc\td\n', 'two rows are called a'],
  ])('refuses %s', (_, text, message) => {
    expect(() => linesOf(text)).toThrow(message);
  });
});

describe('runCommand', () => {
  it('gives input, and tells code and both outputs', async () => {
    const ended = await runCommand('sh', ['-c', 'cat; echo loud >&2; exit 3'], { env, input: 'quiet' });
    expect(ended).toEqual({ code: 3, stdout: 'quiet', stderr: 'loud\n' });
  });

  it('ends a program that takes too long, and shows what it said', async () => {
    const late = runCommand('sh', ['-c', 'echo begun; exec sleep 60'], { env, timeoutMs: 200 });
    await expect(late).rejects.toThrow(/sh -c .* took more than 200 ms:\nbegun/);
  });

  it('survives a program that does not read its input', async () => {
    const ended = await runCommand('sh', ['-c', 'exit 0'], { env, input: 'x'.repeat(1 << 20) });
    expect(ended.code).toBe(0);
  });

  it('throws where there is no such program', async () => {
    await expect(runCommand('no-such-program', [], { env })).rejects.toThrow('ENOENT');
  });
});

describe('Client', () => {
  it('throws with all that a failing program printed', async () => {
    const client = new Client(programOf('echo out; echo err >&2; exit 1'), env);
    await expect(client.run(['get', 'it'])).rejects.toThrow('program get it ended with 1:\nout\nerr\n');
    expect((await client.end([])).code).toBe(1);
  });
});

describe('Kubectl', () => {
  const place = { kind: 'configmap', namespace: 'default', name: 'a' };
  const event = (type: string, level: string): string =>
    JSON.stringify({
      type,
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '1' }, data: { level } },
    });
  const levelOf = (object: object): unknown => (object as { data: { level: string } }).data.level;

  it('waits for the state that is wanted and gives the object so', async () => {
    const kubectl = new Kubectl(
      programOf(`echo '${event('ADDED', 'one')}'; echo '${event('MODIFIED', 'two')}'; exec sleep 60`),
      env,
    );
    const seen = await kubectl.until(place, (object) => levelOf(object) === 'two', 'two');
    expect(levelOf(seen)).toBe('two');
  });

  it('says how the object was when time was up', async () => {
    const kubectl = new Kubectl(programOf(`echo '${event('ADDED', 'one')}'; exec sleep 60`), env);
    await expect(kubectl.until(place, () => false, 'two', 300)).rejects.toThrow(
      /configmap default\/a did not become two in 300 ms: .*"level":"one"/,
    );
  });

  it('says that it is not there once it was deleted', async () => {
    const script = `echo '${event('ADDED', 'one')}'; echo '${event('DELETED', 'one')}'; exec sleep 60`;
    const kubectl = new Kubectl(programOf(script), env);
    await expect(kubectl.until(place, (object) => levelOf(object) === 'two', 'two', 300)).rejects.toThrow(
      'it is not there',
    );
  });

  it('throws at once where kubectl gives up', async () => {
    const kubectl = new Kubectl(programOf('echo refused >&2; exit 1'), env);
    await expect(kubectl.until(place, () => true, 'there')).rejects.toThrow('--watch ended:\nrefused');
  });

  it('knows an object that is not there', async () => {
    const kubectl = new Kubectl(programOf(''), env);
    expect(await kubectl.get(place)).toBeUndefined();
    await expect(kubectl.need(place)).rejects.toThrow('configmap default/a is not there');
  });
});

describe('MovableClock', () => {
  it('runs what falls into the time that is skipped, in order, and leaves the rest', async () => {
    const clock = new MovableClock();
    const ran: string[] = [];
    const started = clock.now();
    const done = new Promise<void>((resolve) => clock.after(120_000, () => (ran.push('second'), resolve())));
    clock.after(60_000, () => ran.push('first'));
    clock.after(600_000, () => ran.push('never'));
    const cancel = clock.after(1_000, () => ran.push('called off'));
    cancel();
    clock.moveOn(300_000);
    await done;
    expect(ran).toEqual(['first', 'second']);
    expect(clock.now() - started).toBeGreaterThanOrEqual(300_000);
  });

  it('goes on by itself', async () => {
    const clock = new MovableClock();
    const keepAlive = setTimeout(() => undefined, 10_000);
    await new Promise<void>((resolve) => clock.after(10, resolve));
    clearTimeout(keepAlive);
  });
});

describe('manifests', () => {
  it('keep all but the host of their repositories', () => {
    const here = readManifest('flux/git-repository.yaml', 'http://127.0.0.1:1234');
    const there = readManifest('flux/git-repository.yaml', 'https://github.com');
    expect(here).toContain('  url: http://127.0.0.1:1234/myorg/myapp\n');
    expect(here.replace('http://127.0.0.1:1234', 'https://github.com')).toBe(there);
  });

  it('have fragments by name', () => {
    expect(readFragment('argo-cd/fragments.yaml', 'rollback-by-revision')).toEqual({
      spec: { source: { targetRevision: 'abc123' } },
    });
    expect(() => readFragment('argo-cd/fragments.yaml', 'none')).toThrow('has no fragment none');
  });
});

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ManualClock, Secret, systemClock } from '../../../base/index.ts';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { SourceError } from '../../error.ts';
import { GitProgram, type GitProgramOptions } from './program.ts';

const path = process.env['PATH'] ?? '';
const run = { object: 'https://host/repo', timeoutMs: 10_000 } as const;

function program(options: Partial<GitProgramOptions> = {}): GitProgram {
  return new GitProgram({
    path,
    home: join(temporaryFolder(), 'home'),
    protocols: ['https'],
    clock: systemClock,
    ...options,
  });
}

/** A program in place of git. */
function script(text: string): string {
  const file = join(temporaryFolder(), 'script');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('the environment of git', () => {
  it('holds nothing of ours', async () => {
    process.env['GIT_DIR'] = '/elsewhere';
    process.env['GIT_TRACE'] = '1';
    process.env['SOME_TOKEN'] = 'x';
    try {
      const { stdout } = await program({ program: script('env') }).run([], {
        ...run,
        config: [['http.extraHeader', 'X: y']],
      });
      const names = stdout
        .toString()
        .split('\n')
        .map((line) => line.split('=', 1)[0] ?? '');
      const ours = names.filter((name) => !/^(?:GIT_CONFIG_(?:KEY|VALUE)_\d+|PWD|_|SHLVL|)$/.test(name)).sort();
      expect(ours).toEqual([
        'GIT_ADVICE',
        'GIT_ALLOW_PROTOCOL',
        'GIT_ATTR_NOSYSTEM',
        'GIT_CONFIG_COUNT',
        'GIT_CONFIG_NOSYSTEM',
        'GIT_DEFAULT_HASH',
        'GIT_DEFAULT_REF_FORMAT',
        'GIT_NO_LAZY_FETCH',
        'GIT_NO_REPLACE_OBJECTS',
        'GIT_OPTIONAL_LOCKS',
        'GIT_TERMINAL_PROMPT',
        'HOME',
        'LC_ALL',
        'PATH',
        'XDG_CONFIG_HOME',
      ]);
    } finally {
      for (const name of ['GIT_DIR', 'GIT_TRACE', 'SOME_TOKEN']) delete process.env[name];
    }
  });

  it('gives it our settings, and no others', async () => {
    const home = temporaryFolder();
    const git = program({ home });
    const get = async (name: string): Promise<string> => {
      const config = [['http.proxy', 'http://proxy'] as const];
      return (await git.run(['config', '--get', name], { ...run, config, accept: [0, 1] })).stdout.toString().trim();
    };
    expect(await get('core.hooksPath')).toBe('/dev/null');
    expect(await get('http.proxy')).toBe('http://proxy');
    expect(await get('credential.helper')).toBe('');
    expect(await get('user.name')).toBe('');
  });

  it('refuses transports that are not allowed, also in a repository that allows them', async () => {
    const repository = temporaryFolder();
    const trace = join(repository, 'ran');
    gitIn(repository, ['init', '--quiet', '--bare']);
    gitIn(repository, ['config', 'protocol.ext.allow', 'always']);
    for (const url of [`ext::touch ${trace}`, `file://${repository}`, 'git://127.0.0.1:1/x']) {
      await expect(program().run(['ls-remote', '--end-of-options', url], { ...run, repository })).rejects.toMatchObject(
        { code: 'refused' },
      );
    }
    expect(existsSync(trace)).toBe(false);
  });

  it('takes no option for an address', async () => {
    const trace = join(temporaryFolder(), 'ran');
    await expect(
      program().run(['ls-remote', '--end-of-options', `--upload-pack=touch ${trace}`], run),
    ).rejects.toBeInstanceOf(SourceError);
    expect(existsSync(trace)).toBe(false);
  });
});

describe('a run', () => {
  it('gives what git writes, and takes its input', async () => {
    const { code, stdout } = await program().run(['hash-object', '--stdin'], { ...run, input: Buffer.from('x\n') });
    expect([code, stdout.toString()]).toEqual([0, '587be6b4c3f93f93c489c0111bba5596147a26cb\n']);
  });

  it('fails by its exit code, but for those that are accepted', async () => {
    const git = program({ program: script('echo "fatal: repository not found" >&2; exit 3') });
    await expect(git.run([], run)).rejects.toMatchObject({ code: 'not-found', object: 'https://host/repo' });
    await expect(git.run([], { ...run, accept: [3] })).resolves.toMatchObject({ code: 3 });
  });

  it('survives a git that does not read its input', async () => {
    const git = program({ program: script('exit 0') });
    await expect(git.run([], { ...run, input: Buffer.alloc(1 << 20) })).resolves.toMatchObject({ code: 0 });
  });

  it('cuts secrets out of what git says', async () => {
    const secret = new Secret('hunter2!');
    const git = program({
      program: script(
        `echo "fatal: bad hunter2! and $(printf 'Authorization: Basic aHVudGVyMg==') and hunter2%21" >&2; exit 1`,
      ),
    });
    const failure = await git.run([], { ...run, secrets: [secret] }).catch((error: unknown) => error);
    expect((failure as Error).message).toContain('bad [secret] and Authorization: Basic [secret] and ');
    expect((failure as Error).message).not.toContain('hunter2!');
  });

  it('has a limit for what git may write', async () => {
    const git = program({ program: script('yes') });
    await expect(git.run(['x'], { ...run, maxOutputBytes: 1000 })).rejects.toMatchObject({
      code: 'too-large',
      message: 'git x on https://host/repo answered more than 1000 bytes',
    });
  });

  it('keeps no more of stderr than 64 KiB', async () => {
    const git = program({ program: script('head -c 1000000 /dev/zero | tr "\\0" e >&2; exit 1') });
    const failure = await git.run([], run).catch((error: unknown) => error);
    expect((failure as Error).message.length).toBeLessThan(1000);
  });

  it('says when git is not there', async () => {
    await expect(program({ program: '/nowhere/git' }).run(['x'], run)).rejects.toMatchObject({
      code: 'storage',
      message: 'git cannot be started: git is not installed or not in PATH; install git 2.31 or newer',
    });
  });
});

describe('a run that does not end', () => {
  /** Writes its process id and that of a helper, which outlives it unless the whole group is ended. */
  function hanging(): { readonly git: string; readonly ids: () => number[] } {
    const folder = temporaryFolder();
    const file = join(folder, 'ids');
    return {
      git: script(`sleep 1000 & echo $$ $! > ${file}.new; mv ${file}.new ${file}; wait`),
      ids: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').map(Number) : []),
    };
  }
  const lives = (id: number): boolean => {
    try {
      process.kill(id, 0);
      // A process that has ended and that nobody has asked about is no process any more.
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('is ended in time, with what it has started', async () => {
    const clock = new ManualClock();
    const { git, ids } = hanging();
    const ended = program({ program: git, clock }).run(['fetch'], { ...run, timeoutMs: 5000 });
    const outcome = expect(ended).rejects.toMatchObject({
      code: 'timeout',
      message: 'git fetch on https://host/repo took longer than 5s',
    });
    await until(() => ids().length === 2);
    await clock.advance(5000);
    await outcome;
    await until(() => !ids().some(lives));
    expect(clock.pending).toBe(0);
  });

  it('is ended by force where it does not listen', async () => {
    const clock = new ManualClock();
    const folder = temporaryFolder();
    const git = program({ program: script(`trap '' TERM; touch ${folder}/on; while :; do sleep 0.01; done`), clock });
    const ended = git.run(['fetch'], { ...run, timeoutMs: 5000 });
    const outcome = expect(ended).rejects.toMatchObject({ code: 'timeout' });
    await until(() => existsSync(join(folder, 'on')));
    await clock.advance(5000);
    await clock.advance(2000);
    await outcome;
  });

  it('is ended when it is called off, with the reason', async () => {
    const { git, ids } = hanging();
    const controller = new AbortController();
    const ended = program({ program: git }).run(['fetch'], { ...run, signal: controller.signal });
    const outcome = expect(ended).rejects.toThrow('no longer wanted');
    await until(() => ids().length === 2);
    controller.abort(new Error('no longer wanted'));
    await outcome;
    await until(() => !ids().some(lives));
  });

  it('is not started where it was called off before', () => {
    const signal = AbortSignal.abort(new Error('never'));
    expect(() => program().start(['version'], { ...run, signal })).toThrow('never');
  });
});

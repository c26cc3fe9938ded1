import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './clients/command.ts';
import { findPrograms } from './clients/programs.ts';
import { missingLine, stepsOf } from './tutorial.ts';

const root = resolve(import.meta.dirname, '../..');
const document = readFileSync(join(root, 'docs/tutorial/first-delivery.md'), 'utf8');
const steps = stepsOf(document);
const { git, kubectl } = findPrograms(process.env);
const absent = [git, kubectl].find(({ kind }) => kind === 'absent');

/** Told between the outputs of two steps. */
const mark = '----- the next step -----';

describe.skipIf(absent !== undefined && process.env['ORACLE_REQUIRED'] !== '1')('the tutorial', () => {
  const home = mkdtempSync(join(tmpdir(), 'slipway-tutorial-'));
  const clone = join(home, 'slipway');
  let demo: ChildProcess;
  let outputs: string[] = [];

  beforeAll(async () => {
    // The reader's clone: its `bin/slipway` is ours, and the demo's data lies in it.
    mkdirSync(join(clone, 'bin'), { recursive: true });
    writeFileSync(join(clone, 'bin/slipway'), `#!/bin/sh\nexec '${join(root, 'bin/slipway')}' "$@"\n`);
    chmodSync(join(clone, 'bin/slipway'), 0o755);
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Ada\n\temail = ada@example.com\n');
    const path = `${kubectl.kind === 'found' ? dirname(kubectl.path) : ''}${delimiter}${process.env['PATH'] ?? ''}`;
    const env = { PATH: path, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
    demo = spawn(join(root, 'bin/slipway'), ['demo', '--port', '0', '--kube-port', '0', '--git-port', '0'], {
      cwd: clone,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gitHost = await announced(demo, /Git repository +(http:\/\/\S+?)\/platform\.git/);
    const script = steps.map(({ commands }) => `${commands}\necho '${mark}'`).join('\n');
    const { code, stdout, stderr } = await runCommand('sh', ['-eu'], {
      cwd: clone,
      env,
      input: `exec 2>&1\n${script.replaceAll('http://127.0.0.1:8486', gitHost)}\n`,
      timeoutMs: 120_000,
    });
    outputs = stdout.split(`${mark}\n`);
    expect(code, `${stdout}${stderr}`).toBe(0);
  }, 180_000);

  afterAll(async () => {
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    await ended;
    rmSync(home, { recursive: true });
  });

  it.each(steps.map((step, index) => [step.line, index, step] as const))(
    'shows on line %i what is seen',
    (_line, index, { prints }) => {
      expect(missingLine(outputs[index] ?? '', prints), outputs[index] ?? 'no output').toBeUndefined();
    },
  );

  it('leaves nothing to be done', () => {
    expect(steps.length).toBeGreaterThan(8);
    expect(outputs).toHaveLength(steps.length + 1);
  });
});

/** What `pattern` finds in what the demo says, once it has said that it is ready. */
async function announced(demo: ChildProcess, pattern: RegExp): Promise<string> {
  let said = '';
  await new Promise<void>((resolve) => {
    demo.on('exit', () => resolve());
    demo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C ends it.')) resolve();
    });
  });
  const [, found] = pattern.exec(said) ?? [];
  if (found === undefined) throw new Error(`the demo did not start:\n${said}`);
  return found;
}

describe('stepsOf', () => {
  it('takes the blocks that are run, each with what it prints', () => {
    const text =
      'Start\n```console\nnpm start\n```\nThen\n```sh\necho a\necho b\n```\nsays\n```text\na\n\nb\n```\n```sh\ntrue\n```\n';
    expect(stepsOf(text)).toEqual([
      { line: 7, commands: 'echo a\necho b\n', prints: ['a', 'b'] },
      { line: 17, commands: 'true\n', prints: [] },
    ]);
  });

  it('refuses output without commands', () => {
    expect(() => stepsOf('```text\na\n```\n')).toThrow('line 1: no commands stand before what they print');
  });
});

describe('missingLine', () => {
  const output = 'NAME   \tREADY\nbase \tTrue (x)\nlast';

  it.each([
    ['all lines', ['NAME READY', 'base True (x)', 'last']],
    ['some lines', ['base True (x)']],
    ['parts of lines', ['NA… READY', 'base … (…)', '…']],
    ['nothing', []],
  ])('is none where the output has %s', (_, prints) => {
    expect(missingLine(output, prints)).toBeUndefined();
  });

  it.each([
    ['another word', ['NAME READY', 'base False (x)'], 'base False (x)'],
    ['another order', ['last', 'NAME READY'], 'NAME READY'],
    ['only a part of the line', ['base True'], 'base True'],
    ['a pattern that is no pattern here', ['l.st'], 'l.st'],
  ])('is the first that is not there: %s', (_, prints, missing) => {
    expect(missingLine(output, prints)).toBe(missing);
  });
});

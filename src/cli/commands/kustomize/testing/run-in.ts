import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findCommand, parseInvocation } from '../../../parse.ts';
import { commands, globalFlags } from '../../../registry.ts';

// Loaded here, so that it does not count as a test's time.
await import('../build.ts');

/** Runs a command of the program in a folder with these files, which is removed with the test. */
export async function runIn(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-kustomize-test-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(cwd, path, '..'), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
  const found = findCommand(commands, [...words]);
  if (found === undefined) throw new Error(`no command begins with ${words.join(' ')}`);
  const { command, rest } = found;
  let out = '';
  let err = '';
  const runCommand = await command.load();
  const code = await runCommand(parseInvocation(command, rest, globalFlags), {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: process.env,
    cwd,
    home: cwd,
    interactive: false,
    signal: new AbortController().signal,
  });
  return { cwd, code, out, err };
}

/**
 * Records what the real kustomize makes of the cases in `src/render/kustomize/testdata/cases/`: `NAME/input/` is the kustomization,
 * `expected.yaml` what 5.7 prints, `expected-5.8.yaml` what 5.8 does where that differs. Where one refuses, `error.txt` or `error-5.8.txt` has the code of our
 * refusal in its first line, which is kept, and upstream's text below. `build` in a case names the folder to build where it is not `input`, `flags`
 * the flags of the command. `warnings.txt` (`warnings-5.8.txt`) has what is said on stderr of what is built.
 *
 *     HELM=PATH bin/node scripts/record-kustomize-cases.ts KUBECTL KUSTOMIZE [NAME…]
 *
 * KUBECTL is kubectl 1.35 (kustomize 5.7.1), KUSTOMIZE kustomize 5.8.1, HELM helm 4.3.1 for cases with `--enable-helm`; since kustomize 5.7 takes
 * no helm 4, a script in front of it answers for its version.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './generated-files.ts';

const cases = join(root, 'src/render/kustomize/testdata/cases');

/** A program that stands in for helm 3 before every kustomize. */
function helmCommand(): string {
  const helm = process.env['HELM'];
  if (helm === undefined) throw new Error('name helm by HELM');
  const program = join(mkdtempSync(join(tmpdir(), 'record-')), 'helm');
  const answer = `if [ "$1" = version ]; then echo v3.20.0; else exec '${helm}' "$@"; fi`;
  writeFileSync(program, `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
  return program;
}

type Answer =
  | { readonly kind: 'printed'; readonly text: string; readonly warnings: string }
  | { readonly kind: 'refused'; readonly text: string };

function ask(program: string, words: readonly string[], input: string): Answer {
  const { status, stdout, stderr } = spawnSync(program, [...words], { encoding: 'utf8', timeout: 60_000 });
  if (status === 0) return { kind: 'printed', text: stdout, warnings: warningsIn(stderr) };
  const text = stderr
    .replaceAll(`${input}/`, '')
    .replaceAll(input, '.')
    .replaceAll(join(input, '..'), '..')
    .replaceAll(/0xc[0-9a-f]{9}/g, '0xc…')
    .replaceAll(/\/tmp\/[\w/-]+/g, '…')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .slice(0, 20)
    .join('\n');
  return { kind: 'refused', text };
}

/** Go's log, and kubectl's, start their lines with the time. What upstream says to its own developers is left out. */
function warningsIn(stderr: string): string {
  return stderr
    .replace(/^(?:\d{4}\/\d\d\/\d\d [\d:]{8} |[IWE]\d{4} .*?\] )/gm, '')
    .replace(/^MakePrimitiveReplacer: .*\n/gm, '');
}

function codeIn(place: string): string {
  return existsSync(place) ? (readFileSync(place, 'utf8').split('\n', 1)[0] ?? '') : '?';
}

function isSame(one: Answer, other: Answer): boolean {
  if (one.kind === 'refused' || other.kind === 'refused') return one.kind === other.kind;
  return one.text === other.text && one.warnings === other.warnings;
}

function record(name: string, kubectl: string, kustomize: string): void {
  const folder = join(cases, name);
  const input = join(folder, 'input');
  const build = join(folder, 'build');
  const built = join(input, existsSync(build) ? readFileSync(build, 'utf8').trim() : '.');
  const flags = join(folder, 'flags');
  const given = existsSync(flags) ? readFileSync(flags, 'utf8').trim().split('\n') : [];
  if (given.includes('--enable-helm')) given.push(`--helm-command=${helmCommand()}`);
  const old = ask(kubectl, ['kustomize', built, ...given], input);
  const current = ask(kustomize, ['build', built, ...given], input);
  const same = isSame(old, current);
  const codes = { '': codeIn(join(folder, 'error.txt')), '-5.8': codeIn(join(folder, 'error-5.8.txt')) };
  for (const file of ['expected.yaml', 'error.txt', 'warnings.txt']) {
    rmSync(join(folder, file), { force: true });
    rmSync(join(folder, file.replace('.', '-5.8.')), { force: true });
  }
  for (const [suffix, answer] of [
    ['', old],
    ['-5.8', same ? undefined : current],
  ] as const) {
    if (answer?.kind === 'printed') {
      writeFileSync(join(folder, `expected${suffix}.yaml`), answer.text);
      if (answer.warnings !== '') writeFileSync(join(folder, `warnings${suffix}.txt`), answer.warnings);
    }
    if (answer?.kind === 'refused')
      writeFileSync(join(folder, `error${suffix}.txt`), `${codes[suffix]}\n${answer.text}\n`);
  }
}

const [kubectl, kustomize, ...named] = process.argv.slice(2);
if (kubectl === undefined || kustomize === undefined) throw new Error('name kubectl and kustomize');
for (const name of named.length > 0 ? named : readdirSync(cases)) record(name, kubectl, kustomize);

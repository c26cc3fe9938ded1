import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { Json } from '../../src/base/index.ts';
import { readRecording } from './recording.ts';
import { readScript, scriptNames } from './script.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'src/sandbox/testdata/fidelity');

/** A case that differs from the real server. */
export interface KnownDifference {
  /** `SCRIPT#CASE`, or the name that the class' own test gives it. */
  readonly case: string;
  readonly reason: string;
}

/** As a class' file has it: one case, or several that differ for the same reason. */
interface ListedDifference {
  readonly case?: string;
  readonly cases?: readonly string[];
  readonly reason: string;
}

/** A class' file. */
interface ClassFile extends Partial<Omit<FidelityClass, 'known' | 'name'>> {
  readonly known?: readonly ListedDifference[];
}

/** A corpus that a test of its own holds the sandbox to. */
export interface Corpus {
  /** Files below the repository's root; a glob. */
  readonly files: string;
  /** Where in each file the cases are (dots): a list, or a map by name. Without it each file is one case. */
  readonly at?: string;
  /** The test that replays them. */
  readonly test: string;
}

/** A class of behaviours that the sandbox is compared in. */
export interface FidelityClass {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Names of scripts of `testdata/scripts`; each answer is a case. `*` at the end stands for all that begin so. */
  readonly scripts: readonly string[];
  readonly corpora: readonly Corpus[];
  readonly known: readonly KnownDifference[];
}

/** The classes, one file each in `src/sandbox/testdata/fidelity`, in the order of their names. */
export function fidelityClasses(): readonly FidelityClass[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const read = load(readFileSync(join(folder, file), 'utf8')) as ClassFile;
      return {
        name: file.replace(/\.yaml$/, ''),
        title: read.title ?? '',
        about: read.about ?? '',
        scripts: read.scripts ?? [],
        corpora: read.corpora ?? [],
        known: (read.known ?? []).flatMap(({ case: one, cases = [], reason }) =>
          [...(one === undefined ? [] : [one]), ...cases].map((id) => ({ case: id, reason })),
        ),
      };
    });
}

/** Takes cases off a class' list of known differences: those that are equal now. */
export function takeOff(name: string, equal: ReadonlySet<string>): void {
  const path = join(folder, `${name}.yaml`);
  const read = load(readFileSync(path, 'utf8')) as ClassFile;
  const known = (read.known ?? [])
    .map(({ case: one, cases, reason }) => ({
      cases: [...(one === undefined ? [] : [one]), ...(cases ?? [])].filter((id) => !equal.has(id)),
      reason,
    }))
    .filter(({ cases }) => cases.length > 0);
  writeFileSync(path, dump({ ...read, known }, { lineWidth: 160, flowLevel: 3 }));
}

/** The scripts of a class. */
export function scriptsOf({ scripts }: FidelityClass): readonly string[] {
  return scriptNames().filter((name) =>
    scripts.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern)),
  );
}

/** How many cases a class has. */
export function casesOf(one: FidelityClass): number {
  const answers = scriptsOf(one).map((name) => readRecording(name).answers.length);
  const others = one.corpora.flatMap(({ files, at }) =>
    globSync(files, { cwd: root }).map((file) => (at === undefined ? 1 : countAt(join(root, file), at))),
  );
  return [...answers, ...others].reduce((sum, count) => sum + count, 0);
}

function countAt(file: string, at: string): number {
  const document = load(readFileSync(file, 'utf8')) as Json;
  const found = at
    .split('.')
    .filter((step) => step !== '')
    .reduce<Json | undefined>(
      (value, step) =>
        typeof value === 'object' && value !== null ? (value as Record<string, Json>)[step] : undefined,
      document,
    );
  if (typeof found !== 'object' || found === null) throw new Error(`${file}: no cases at ${at}`);
  return Array.isArray(found) ? found.length : Object.keys(found).length;
}

/** `docs/sandbox-fidelity.md`. */
export function fidelityDocument(): string {
  const classes = fidelityClasses();
  const rows = classes.map((one) => {
    const cases = casesOf(one);
    const known = one.known.length;
    return `| ${one.title} | ${cases} | ${cases - known} | ${known} | 0 |`;
  });
  return `${[
    '# How true the sandbox is',
    '',
    'The sandbox is compared with a real Kubernetes control plane 1.36.3, whose answers to the same requests are recorded in this repository.',
    'A case is one request with its whole answer (status, warnings, body), a whole watch, a command of a real client with what it prints, or an end state. What differs from run to run',
    '(uids, times, versions, generated names, addresses) is replaced by names that count. Tests fail for a case that differs and is not listed below, and for one that is listed and does not differ.',
    '`scripts/sandbox-fidelity.ts` writes this page.',
    '',
    '| class | cases | equal | known to differ | unknown |',
    '| --- | --: | --: | --: | --: |',
    ...rows,
    '',
    '## What each class holds',
    '',
    ...classes.map((one) => `- **${one.title}**: ${one.about}`),
    '',
    '## Known differences',
    '',
    ...knownLines(classes),
    '',
    '## What is not compared',
    '',
    'Parts of answers that scripts leave out, with the reason.',
    '',
    '| script | part | reason |',
    '| --- | --- | --- |',
    ...ignoredRows(),
  ].join('\n')}\n`;
}

function knownLines(classes: readonly FidelityClass[]): string[] {
  const byReason = Map.groupBy(
    classes.flatMap((one) => one.known),
    (entry) => entry.reason,
  );
  if (byReason.size === 0) return ['None.'];
  return [
    '| cases | reason |',
    '| --- | --- |',
    ...[...byReason].map(
      ([reason, entries]) => `| ${entries.map((entry) => `\`${cell(entry.case)}\``).join(', ')} | ${cell(reason)} |`,
    ),
  ];
}

function ignoredRows(): string[] {
  return scriptNames().flatMap((name) =>
    Object.entries(readScript(name).ignore ?? {}).map(
      ([path, reason]) => `| ${name} | \`${path}\` | ${cell(reason)} |`,
    ),
  );
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

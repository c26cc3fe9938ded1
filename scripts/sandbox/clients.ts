import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import type { Json } from '../../src/base/index.ts';

const testdata = join(import.meta.dirname, '../../src/sandbox/testdata');

/** A command of a real client, as it would be typed; single quotes hold words together. */
interface Command {
  readonly run: string;
  /** Manifests for its standard input. */
  readonly input?: readonly Json[];
  /** Whether it only prepares what follows: what it prints is not kept. */
  readonly silent?: boolean;
}

/** Commands that are run one after the other in a namespace of their own. */
export interface ClientScript {
  readonly about: string;
  readonly commands: readonly Command[];
}

/** What a command came to, without what differs from run to run. */
export interface CommandAnswer {
  readonly run: string;
  readonly code: number | null;
  readonly out?: string;
  readonly err?: string;
}

/** What commands came to on a real server. */
export interface ClientRecording {
  readonly server: string;
  readonly client: string;
  readonly commands: readonly CommandAnswer[];
}

/** The names of all scripts of commands. */
export function clientScriptNames(): readonly string[] {
  return globSync(join(testdata, 'clients/*.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** Reads a script of commands. */
export function readClientScript(name: string): ClientScript {
  return load(readFileSync(join(testdata, 'clients', `${name}.yaml`), 'utf8')) as ClientScript;
}

/** Reads what a script came to on a real server. */
export function readClientRecording(name: string): ClientRecording {
  return JSON.parse(readFileSync(recordingPath(name), 'utf8')) as ClientRecording;
}

/** Stores what a script came to on a real server. */
export function writeClientRecording(name: string, recording: ClientRecording): void {
  mkdirSync(dirname(recordingPath(name)), { recursive: true });
  writeFileSync(recordingPath(name), `${JSON.stringify(recording, null, 1)}\n`);
}

function recordingPath(name: string): string {
  return join(testdata, 'recorded/clients', `${name}.json`);
}

/** Runs scripts of commands with one client on one server. `tools` is by the first word of a command. */
export class ClientRunner {
  readonly #folder = mkdtempSync(join(tmpdir(), 'clients-'));
  readonly #tools: Readonly<Record<string, string>>;

  constructor(url: string, tools: Readonly<Record<string, string>>) {
    this.#tools = tools;
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { token: 'admin' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    };
    writeFileSync(join(this.#folder, 'kubeconfig'), JSON.stringify(config));
  }

  async play(name: string, { commands }: ClientScript): Promise<readonly CommandAnswer[]> {
    const namespace = `c-${name}`;
    const answers: CommandAnswer[] = [];
    await this.#run(namespace, { run: `kubectl create namespace ${namespace}` });
    await this.#run(namespace, { run: 'kubectl wait --for=create serviceaccount/default configmap/kube-root-ca.crt' });
    for (const command of commands) {
      const answer = await this.#run(namespace, command);
      if (command.silent !== true) answers.push(answer);
    }
    await this.#run(namespace, { run: `kubectl delete namespace ${namespace}` });
    return answers;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(namespace: string, { run, input }: Command): Promise<CommandAnswer> {
    const [tool = '', ...words] = wordsOf(run.replaceAll('$NS', namespace));
    const child = spawn(this.#tools[tool] ?? tool, [...words, '--namespace', namespace], {
      env: { HOME: this.#folder, PATH: process.env['PATH'], KUBECONFIG: join(this.#folder, 'kubeconfig'), LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const [out, err] = [[] as string[], [] as string[]];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.stdin.on('error', () => undefined);
    child.stdin.end((input ?? []).map((object) => `${JSON.stringify(object)}\n---\n`).join(''));
    const [code] = (await once(child, 'close')) as [number | null];
    const shown = (texts: readonly string[]): string => canonicalText(texts.join(''), namespace);
    return {
      run,
      code,
      ...(out.length === 0 ? {} : { out: shown(out) }),
      ...(err.length === 0 ? {} : { err: shown(err) }),
    };
  }
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}

/** Without what differs from run to run, and without the widths of columns that it makes. */
function canonicalText(text: string, namespace: string): string {
  return text
    .replaceAll(namespace, 'NS')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, 'SERVER')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME')
    .replaceAll(/(resourceVersion"?: ")\d+/g, '$1R')
    .replaceAll(/(?<=\s)(?:\d+[hms]){1,2}(?=\s|$)/g, 'AGE')
    .replaceAll(/\b10\.(?:\d+\.){2}\d+\b/g, 'IP')
    .replaceAll(/pod-template-hash=\w+/g, 'pod-template-hash=HASH')
    .replaceAll(/(patch: Invalid value: ").*(": json)/g, '$1OBJECT$2')
    .replaceAll(/(diff -u -N ).*/g, '$1FILES')
    .replaceAll(/^(---|\+\+\+) \/tmp.*$/gm, '$1 FILE')
    .replaceAll(/-[bcdf-hj-np-tv-z2-9]{6,10}(-[bcdf-hj-np-tv-z2-9]{5})?\b/g, '-HASH')
    .replaceAll(/ {2,}/g, '  ')
    .replaceAll(/ +$/gm, '');
}

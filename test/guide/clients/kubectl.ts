import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isKubeObject, type KubeObject } from '../../../src/base/index.ts';
import { Client } from './client.ts';

/** Which object: its kind as kubectl takes it, its namespace (absent for kinds of the cluster) and its name. */
export interface Place {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** One line of `kubectl get --watch --output-watch-events`. */
export interface Seen {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** The real kubectl, on the cluster of the guide. */
export class Kubectl extends Client {
  /** Applies a manifest as its reader does, client-side; gives what kubectl printed. */
  async apply(manifest: string, ...flags: readonly string[]): Promise<string> {
    return (await this.run(['apply', ...flags, '--filename', '-'], { input: manifest })).stdout;
  }

  /** An object, or undefined where there is none. */
  async get({ kind, namespace, name }: Place): Promise<KubeObject | undefined> {
    const args = ['get', kind, name, ...inNamespace(namespace), '--ignore-not-found', '--output', 'json'];
    const { stdout } = await this.run(args);
    return stdout === '' ? undefined : (JSON.parse(stdout) as KubeObject);
  }

  /** An object that must be there. */
  async need(place: Place): Promise<KubeObject> {
    const found = await this.get(place);
    if (found === undefined) throw new Error(`${titleOf(place)} is not there`);
    return found;
  }

  /** Watches until the object is as wanted, and gives it so. Throws, showing how it was last, after `timeoutMs`. */
  async until(
    place: Place,
    wanted: (object: KubeObject) => boolean,
    what: string,
    timeoutMs = 20_000,
  ): Promise<KubeObject> {
    let last: KubeObject | undefined;
    for await (const { type, object } of this.watch(place, timeoutMs)) {
      last = type === 'DELETED' ? undefined : object;
      if (last !== undefined && wanted(last)) return last;
    }
    const state = last === undefined ? 'it is not there' : JSON.stringify({ ...last, metadata: labelled(last) });
    throw new Error(`${titleOf(place)} did not become ${what} in ${timeoutMs} ms: ${state}`);
  }

  /** Watches until the object is not there. */
  async untilGone(place: Place, timeoutMs = 20_000): Promise<void> {
    const args = ['wait', place.kind, place.name, ...inNamespace(place.namespace), '--for', 'delete'];
    await this.run([...args, '--timeout', `${timeoutMs}ms`], { timeoutMs: timeoutMs + 5_000 });
  }

  /** What happens to an object (with name `*`: to all of the kind in the namespace), from now as it is until `timeoutMs`. */
  async *watch({ kind, namespace, name }: Place, timeoutMs: number): AsyncGenerator<Seen> {
    const { command, env } = this.program;
    const one = name === '*' ? [] : ['--field-selector', `metadata.name=${name}`];
    const output = ['--watch', '--output-watch-events', '--output', 'jsonpath={$}{"\\n"}'];
    const child = spawn(command, ['get', kind, ...inNamespace(namespace), ...one, ...output], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill();
    }, timeoutMs);
    const exit = new Promise<void>((resolve) => child.on('error', () => resolve()).on('close', () => resolve()));
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const seen = line === '' ? undefined : (JSON.parse(line) as Seen);
        if (seen !== undefined && isKubeObject(seen.object)) yield seen;
      }
      await exit;
      if (!late) throw new Error(`kubectl get ${kind} --watch ended:\n${complaint}`);
    } finally {
      clearTimeout(timer);
      child.kill();
      await exit;
    }
  }
}

function inNamespace(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : ['--namespace', namespace];
}

function titleOf({ kind, namespace, name }: Place): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function labelled({ metadata }: KubeObject): object {
  const { managedFields: _managed, ...rest } = metadata as unknown as Record<string, unknown>;
  return rest;
}

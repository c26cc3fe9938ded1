import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedTool } from './packed-tools.ts';

/** The real kubectl, where it can be had. */
export const kubectlPath = packedTool('kubectl');

/** What a command of kubectl did. */
export interface KubectlRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The real kubectl on a kubeconfig, with a home of its own. */
export class Kubectl {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sandbox-kubectl-'));
  readonly #env: NodeJS.ProcessEnv;

  constructor(kubeconfig: string, env: Readonly<Record<string, string>> = {}) {
    const file = join(this.folder, 'kubeconfig');
    writeFileSync(file, kubeconfig);
    this.#env = { HOME: this.folder, PATH: process.env['PATH'], KUBECONFIG: file, ...env };
  }

  /** Starts a command; `line` is split at spaces. */
  start(line: string): ChildProcess {
    return spawn(kubectlPath ?? '', line.split(' '), { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  async run(line: string, input = ''): Promise<KubectlRun> {
    const child = this.start(line);
    const [out, err] = ['', ''].map(() => [] as string[]) as [string[], string[]];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.stdin?.on('error', () => undefined).end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: out.join(''), err: err.join('') };
  }

  /** What a command prints that must succeed. */
  async ok(line: string, input = ''): Promise<string> {
    const { code, out, err } = await this.run(line, input);
    if (code !== 0) throw new Error(`kubectl ${line} ended with ${code}: ${err}`);
    return out;
  }

  /** What a command complains of that must fail. */
  async fails(line: string): Promise<string> {
    const { code, err } = await this.run(line);
    if (code === 0) throw new Error(`kubectl ${line} succeeded`);
    return err;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Resolves with what a stream has given as soon as that contains `text`; rejects when it ends without. */
export function untilPrinted(stream: NodeJS.ReadableStream | null, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    stream?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve(seen);
    });
    stream?.once('end', () => reject(new Error(`${text} was never printed, but: ${seen}`)));
  });
}

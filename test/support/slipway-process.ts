import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { artifactUrl } from './delivery-stage.ts';

const main = resolve(import.meta.dirname, '../../src/cli/main.ts');

/** How a `slipway run` is started. */
export interface ProcessOptions {
  readonly kubeconfig: string;
  /** A folder of the test's, for its data. */
  readonly folder: string;
  /** Kept over restarts, as a disk is; a new one where absent. */
  readonly dataDir?: string;
  readonly flags?: readonly string[];
}

/** A `slipway run` in a process of its own, which can be killed. */
export class SlipwayProcess implements AsyncDisposable {
  readonly pid: number;
  /** Its address, once it has started. */
  readonly api: string;
  readonly #child: ChildProcess;
  readonly #log: string[];

  private constructor(child: ChildProcess, api: string, log: string[]) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.api = api;
    this.#log = log;
  }

  /** Starts a process, and waits until it says so. Rejects with what it wrote where it ends before. */
  static async start(options: ProcessOptions): Promise<SlipwayProcess> {
    const child = spawnSlipway(options);
    const log: string[] = [];
    const lines = createInterface({ input: child.stderr });
    const api = await new Promise<string>((started, failed) => {
      lines.on('line', (line) => {
        log.push(line);
        const api = startedAt(line);
        if (api !== undefined) started(api);
      });
      child.once('exit', (code, signal) =>
        failed(new Error(`slipway run ended (${code ?? signal}) before it had started:\n${log.join('\n')}`)),
      );
    });
    return new SlipwayProcess(child, api, log);
  }

  /** What it has logged. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** Ends it at once, as a crash does; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to end, and waits until it has. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}

function spawnSlipway({ kubeconfig, folder, dataDir, flags = [] }: ProcessOptions) {
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, 'run-'));
  const file = join(own, 'kubeconfig');
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  const words = ['run', '--kubeconfig', file, '--data-dir', dataDir ?? join(own, 'data'), '--port', '0'];
  const fixed = ['--artifact-url', artifactUrl];
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words, ...fixed, ...flags], {
    cwd: own,
    env: { PATH: process.env['PATH'], HOME: own },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function startedAt(line: string): string | undefined {
  try {
    const { msg, api } = JSON.parse(line) as { msg?: unknown; api?: unknown };
    return msg === 'started' && typeof api === 'string' ? api : undefined;
  } catch {
    return undefined;
  }
}

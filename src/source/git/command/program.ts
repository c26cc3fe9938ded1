import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Clock, messageOf, type Secret } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { errorCode } from '../../storage-error.ts';
import type { GitProtocol } from '../address/index.ts';
import { type GitConfig, gitEnvironment } from './environment.ts';
import { gitFailure } from './failure.ts';
import { redact } from './redact.ts';

/** How git is run. */
export interface GitProgramOptions {
  /** The program; `git` by default, looked up in `path`. */
  readonly program?: string;
  /** The `PATH` for git and what it starts. */
  readonly path: string;
  /** A folder that is empty or missing, which git takes for the home of its user. */
  readonly home: string;
  /** The transports that git may use. */
  readonly protocols: readonly GitProtocol[];
  readonly clock: Clock;
}

/** One run of git. */
export interface GitRun {
  /** What the run is about, for messages: an address without credentials. */
  readonly object: string;
  /** The bare repository to work in. */
  readonly repository?: string;
  /** Settings for this run. They go through the environment, never through arguments, so they may hold secrets. */
  readonly config?: GitConfig;
  readonly environment?: Readonly<Record<string, string>>;
  /** What must not be seen in an error. */
  readonly secrets?: readonly Secret[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a run ended by itself. */
export interface GitExit {
  readonly code: number;
  /** What it wrote to stderr, cut to 64 KiB. */
  readonly stderr: string;
}

/** A git that runs. */
export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Its end; rejects with SourceError `timeout`, the signal's reason, the reason given to `kill`, or `storage` where it cannot be started. */
  readonly ended: Promise<GitExit>;
  /** Ends it and all that it started; `ended` rejects with `reason`. */
  kill(reason: unknown): void;
}

/**
 * The system's git: fixed arguments, no shell, nothing of our own environment, no configuration but ours, no hooks, no prompts, and
 * only the transports allowed.
 */
export class GitProgram {
  readonly #options: GitProgramOptions;

  constructor(options: GitProgramOptions) {
    this.#options = options;
  }

  /**
   * Runs git to its end and gives what it wrote. Throws SourceError: for an exit code that is not in `accept` what stderr says, and
   * `too-large` beyond `maxOutputBytes` (64 MiB by default).
   */
  async run(
    args: readonly string[],
    run: GitRun & {
      readonly input?: Uint8Array;
      readonly accept?: readonly number[];
      readonly maxOutputBytes?: number;
    },
  ): Promise<{ readonly code: number; readonly stdout: Buffer }> {
    const git = this.start(args, run);
    const chunks: Buffer[] = [];
    const limit = run.maxOutputBytes ?? 64 * 1024 * 1024;
    let size = 0;
    git.stdout.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
      else
        git.kill(
          new SourceError('too-large', `git ${args[0] ?? ''} on ${run.object} answered more than ${limit} bytes`, {
            object: run.object,
          }),
        );
    });
    git.stdin.end(run.input);
    const exit = await git.ended;
    if (!(run.accept ?? [0]).includes(exit.code)) throw this.failureOf(exit, run);
    return { code: exit.code, stdout: Buffer.concat(chunks) };
  }

  /** The error for a run that ended badly. */
  failureOf(exit: GitExit, run: Pick<GitRun, 'object' | 'secrets'>): SourceError {
    return gitFailure(run.object, redact(exit.stderr, run.secrets ?? []));
  }

  /** Starts git with its three streams open. `run` is the simpler way where the answer is small. */
  start(args: readonly string[], run: GitRun): GitProcess {
    run.signal?.throwIfAborted();
    const child = spawn(this.#options.program ?? 'git', args, {
      env: gitEnvironment(this.#options, run),
      cwd: '/',
      // A group of its own, so that the helpers that git starts end with it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return superviseChild(child, args, run, this.#options.clock);
  }
}

type PipedChild = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable; readonly stderr: Readable };

const maxStderrLength = 64 * 1024;
const killAfterMs = 2000;

function superviseChild(child: PipedChild, args: readonly string[], run: GitRun, clock: Clock): GitProcess {
  let killed: { readonly reason: unknown } | undefined;
  let closed = false;
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < maxStderrLength) stderr += text.slice(0, maxStderrLength - stderr.length);
  });
  // A git that ends early closes its input under our hands; its exit code says all that matters.
  child.stdin.on('error', () => undefined);
  const kill = (reason: unknown): void => {
    // Once it has ended, its process id may be somebody else's.
    if (killed !== undefined || closed) return;
    killed = { reason };
    signalGroup(child, 'SIGTERM');
    const force = clock.after(killAfterMs, () => signalGroup(child, 'SIGKILL'));
    child.once('close', force);
  };
  const ended = new Promise<GitExit>((resolve, reject) => {
    child.once('error', (error) => reject(startFailure(error)));
    child.once('close', (code) => {
      closed = true;
      if (killed !== undefined) reject(killed.reason);
      else resolve({ code: code ?? 128, stderr });
    });
  });
  const cancelTimeout = clock.after(run.timeoutMs, () => {
    const message = `git ${args[0] ?? ''} on ${run.object} took longer than ${Math.round(run.timeoutMs / 1000)}s`;
    kill(new SourceError('timeout', message, { object: run.object }));
  });
  const onAbort = (): void => kill(run.signal?.reason);
  run.signal?.addEventListener('abort', onAbort, { once: true });
  const release = (): void => {
    cancelTimeout();
    run.signal?.removeEventListener('abort', onAbort);
  };
  ended.then(release, release);
  return { stdin: child.stdin, stdout: child.stdout, ended, kill };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') child.kill(signal);
  }
}

function startFailure(error: unknown): SourceError {
  const why =
    errorCode(error) === 'ENOENT' ? 'git is not installed or not in PATH; install git 2.31 or newer' : messageOf(error);
  return new SourceError('storage', `git cannot be started: ${why}`, { cause: error });
}

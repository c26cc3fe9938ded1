import { spawn } from 'node:child_process';
import { type Clock, messageOf } from '../../base/index.ts';

/** A program to run, and how much it may cost. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment: nothing of ours goes in. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly clock: Clock;
}

/** How a run ended. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-started'; readonly message: string };

/** What is kept of stderr. */
const maxErrorBytes = 64 * 1024;

/** Runs a program to its end, or ends it and all that it started. Rejects with the reason of an aborted signal alone. */
export function runProgram(run: ProgramRun, signal?: AbortSignal): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const { program, args, cwd, environment, clock, maxOutputBytes } = run;
    // A group of its own, so that what it started ends with it.
    const child = spawn(program, args, {
      cwd,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let ended = false;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      disarm();
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const stop = (settle: () => void): void => {
      end(settle);
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const abort = (): void => stop(() => reject(signal?.reason as Error));
    const disarm = clock.after(run.timeoutMs, () => stop(() => resolve({ kind: 'timed-out' })));
    signal?.addEventListener('abort', abort, { once: true });
    const stdout: Buffer[] = [];
    let size = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > maxOutputBytes) stop(() => resolve({ kind: 'too-large' }));
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < maxErrorBytes) stderr += chunk.toString();
    });
    child.on('error', (error) => end(() => resolve({ kind: 'not-started', message: messageOf(error) })));
    child.on('close', (code) =>
      end(() => resolve({ kind: 'exited', code: code ?? 1, stdout: Buffer.concat(stdout), stderr })),
    );
  });
}

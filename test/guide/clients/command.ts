import { spawn } from 'node:child_process';

/** A command that has ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it reads from its standard input. */
  readonly input?: string;
  /** When it is killed; 30 s by default. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end, whatever its exit code. Throws where it cannot be started or takes too long. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<Ended> {
  const child = spawn(command, [...args], { cwd: options.cwd, env: { ...options.env }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  // A program that has ended before it read its input is judged by its exit code.
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const timeoutMs = options.timeoutMs ?? 30_000;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject).on('close', (status) => resolve(status ?? -1));
    });
    if (late) throw new Error(`${spelled(command, args)} took more than ${timeoutMs} ms:\n${stdout}${stderr}`);
    return { code, stdout, stderr };
  } finally {
    clearTimeout(timer);
  }
}

/** The end of a command that must succeed. Throws with all that it printed where it did not. */
export function succeeded(command: string, args: readonly string[], ended: Ended): Ended {
  if (ended.code === 0) return ended;
  throw new Error(`${spelled(command, args)} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
}

function spelled(command: string, args: readonly string[]): string {
  return [command.slice(command.lastIndexOf('/') + 1), ...args].join(' ');
}

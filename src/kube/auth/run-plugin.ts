import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../base/index.ts';
import type { Environment, ExecPlugin } from '../config/index.ts';
import { KubeError } from '../error.ts';
import type { RunPlugin } from './exec-source.ts';

/** How much a plugin may print on either stream, and how long it may take: it may wait for a person in a browser. */
const maxOutputBytes = 1024 * 1024;
const maxMs = 120_000;

/**
 * Runs plugins as child processes without a terminal. They see `environment`, then their own variables, then KUBERNETES_EXEC_INFO.
 * What they print on stderr goes to `onStderr` (a login address, say) and, shortened, into the error when they fail.
 */
export function pluginRunner(options: {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly onStderr?: ((text: string) => void) | undefined;
}): RunPlugin {
  return async (plugin, info) => {
    const own = plugin.env.map(({ name, value }) => [name, value.reveal()] as const);
    const child = spawn(plugin.command, plugin.args, {
      env: { ...options.environment, ...Object.fromEntries(own), KUBERNETES_EXEC_INFO: info },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const cancel = options.clock.after(maxMs, () => child.kill('SIGKILL'));
    try {
      return await outcome(child, plugin, options.onStderr);
    } finally {
      cancel();
    }
  };
}

function outcome(
  child: ChildProcess,
  plugin: ExecPlugin,
  onStderr: ((text: string) => void) | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdout = collect(child, 'stdout');
    const stderr = collect(child, 'stderr', onStderr);
    const fail = (why: string, cause?: unknown): void => {
      reject(new KubeError('config', `the exec plugin ${plugin.command} ${why}`, { object: plugin.command, cause }));
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      const hint = plugin.installHint === undefined ? '' : `; ${printable(plugin.installHint)}`;
      fail(error.code === 'ENOENT' ? `is not installed${hint}` : `cannot be started: ${error.message}`, error);
    });
    child.once('close', (code, killedBy) => {
      if (stdout.tooMuch || stderr.tooMuch) return fail(`printed more than ${maxOutputBytes} bytes`);
      if (killedBy !== null) return fail(`was ended by ${killedBy} (it may take ${maxMs / 1000} s)`);
      if (code === 0) return resolve(stdout.text());
      const said = printable(stderr.text()).trim().slice(-500);
      fail(`failed with exit code ${code}${said === '' ? '' : `: ${said}`}`);
    });
  });
}

function collect(
  child: ChildProcess,
  name: 'stdout' | 'stderr',
  onText?: (text: string) => void,
): { text: () => string; readonly tooMuch: boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  child[name]?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxOutputBytes) {
      child.kill('SIGKILL');
      return;
    }
    chunks.push(chunk);
    onText?.(chunk.toString('utf8'));
  });
  return {
    text: () => Buffer.concat(chunks).toString('utf8'),
    get tooMuch() {
      return size > maxOutputBytes;
    },
  };
}

/** Text of a stranger without control characters, which could move the cursor of whoever reads the log. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '');
}

import { messageOf } from '../base/index.ts';
import type { Command } from './command.ts';

/** What to tell a person of an error that ended `command`: where the system's words leave open what to do, ours. */
export function explainError(error: unknown, command: Pick<Command, 'flags'>): string {
  const { syscall, code, port } = error as { syscall?: unknown; code?: unknown; port?: unknown };
  if (syscall !== 'listen' || (code !== 'EADDRINUSE' && code !== 'EACCES')) return messageOf(error);
  const flags = command.flags.filter(({ value }) => value === 'PORT').map(({ name }) => `--${name}`);
  const why = code === 'EACCES' ? 'may not be listened on by this user' : 'is in use by another process';
  return `port ${String(port)} ${why}: choose another with ${flags.join(', ')} (0: a free one)`;
}

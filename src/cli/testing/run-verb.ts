import { findCommand, parseInvocation } from '../parse.ts';
import { commands, globalFlags } from '../registry.ts';
import type { Terminal } from '../terminal.ts';

/** What a command line came to. */
export interface RanVerb {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in `folder` as the program does, on the cluster of `kubeconfig` where it takes one. Throws what ends a command. */
export async function runVerb(
  words: readonly string[],
  { folder, kubeconfig }: { readonly folder: string; readonly kubeconfig?: string },
): Promise<RanVerb> {
  const written = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    env: { PATH: process.env['PATH'], USER: 'ada' },
    cwd: folder,
    home: folder,
    interactive: false,
    signal: AbortSignal.timeout(15_000),
  };
  const found = findCommand(commands, words);
  if (found === undefined) throw new Error(`there is no command ${words.join(' ')}`);
  const invocation = parseInvocation(
    found.command,
    [...found.rest, ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig])],
    globalFlags,
  );
  const run = await found.command.load();
  return { code: await run(invocation, terminal), ...written };
}

/** The cells of a table that a verb printed, row by row. */
export function tableRows(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trimEnd()));
}

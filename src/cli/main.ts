import { homedir } from 'node:os';
import { version } from '../base/index.ts';
import { explainError } from './explain-error.ts';
import { UsageError } from './flags.ts';
import { commandHelp, overview } from './help.ts';
import { commandsBelow, findCommand, parseInvocation } from './parse.ts';
import { commands, globalFlags } from './registry.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command that the words name; resolves to the exit code. */
async function main(given: readonly string[], terminal: Terminal): Promise<number> {
  const words = given[0] === 'help' && given.length > 1 ? [...given.slice(1), '--help'] : given;
  const [first] = words;
  if (first === '--version' || first === 'version') {
    terminal.out(`slipway ${version}\n`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    terminal.out(overview(commands));
    return first === undefined ? 1 : 0;
  }
  const found = findCommand(commands, words);
  if (found === undefined) {
    const below = commandsBelow(commands, words);
    if (below.length > 0) {
      terminal.out(overview(below));
      return words.includes('--help') || words.includes('-h') ? 0 : 1;
    }
    terminal.err(
      `slipway: there is no command ${words.filter((word) => !word.startsWith('-')).join(' ')}; slipway --help lists them\n`,
    );
    return 1;
  }
  const { command, rest } = found;
  try {
    const invocation = parseInvocation(command, rest, globalFlags);
    if (invocation.flags['help'] !== undefined) {
      terminal.out(commandHelp(command, globalFlags));
      return 0;
    }
    const run = await command.load();
    return await run(invocation, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return 0;
    terminal.err(`slipway ${command.words}: ${explainError(error, command)}\n`);
    if (error instanceof UsageError) terminal.err(`\n${commandHelp(command, globalFlags)}`);
    return 1;
  }
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error('interrupted')));
}
// Whoever reads our output may leave: `slipway demo | head` ends then, without a complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  stop.abort(error);
});
// Timers of the clock do not keep the process alive; a command that runs does.
const alive = setInterval(() => undefined, 0x7fff_ffff);
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  interactive: process.stdout.isTTY,
  signal: stop.signal,
});
clearInterval(alive);

import { parseArgs } from 'node:util';
import type { Command, Flag } from './command.ts';
import { UsageError } from './flags.ts';
import type { FlagValue, Invocation } from './terminal.ts';

/** The command that the first words name (the longest match), and the words after it. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  const [best] = commands
    .flatMap((command) =>
      [command.words, ...(command.aliases ?? [])].map((called) => ({ command, called: called.split(' ') })),
    )
    .filter(({ called }) => called.every((word, index) => words[index] === word))
    .sort((a, b) => b.called.length - a.called.length);
  return best === undefined ? undefined : { command: best.command, rest: words.slice(best.called.length) };
}

/** The commands that begin with the words before the first flag: those below `app` for `app --help`. */
export function commandsBelow(commands: readonly Command[], words: readonly string[]): readonly Command[] {
  const flag = words.findIndex((word) => word.startsWith('-'));
  const prefix = words.slice(0, flag === -1 ? undefined : flag).join(' ');
  return commands.filter((command) => command.words.startsWith(`${prefix} `));
}

/**
 * Reads flags and arguments as pflag does: flags anywhere; `--x y`, `--x=y`, `-x y`, `-x=y`, `-xy`, and letters of switches together;
 * switches only `--x` and `--x=false`; `--` ends them. Values are texts, also where they look like numbers. Throws UsageError for
 * unknown flags, missing values, and arguments where the command takes none.
 */
export function parseInvocation(command: Command, rest: readonly string[], globals: readonly Flag[]): Invocation {
  const flags = [...command.flags, ...globals];
  const { tokens } = parseArgs({
    args: [...rest],
    options: Object.fromEntries(flags.map((flag) => [flag.name, optionOf(flag)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const args: string[] = [];
  const named: Record<string, FlagValue> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags.find(({ name }) => name === token.name);
    if (flag === undefined) throw new UsageError(unknownFlag(token.rawName, flags));
    named[flag.name] = added(named[flag.name], valueOf(flag, token));
  }
  if (command.arguments === undefined && args.length > 0 && named['help'] === undefined) {
    throw new UsageError(`takes no arguments, and was given ${args.join(' ')}`);
  }
  return { args, flags: named };
}

function optionOf({ value, short }: Flag): { type: 'string' | 'boolean'; short?: string } {
  return { type: value === undefined ? 'boolean' : 'string', ...(short !== undefined && { short }) };
}

function valueOf(flag: Flag, { rawName, value }: { rawName: string; value?: string | undefined }): string | boolean {
  if (flag.value === undefined) return value ?? true;
  if (value === undefined) throw new UsageError(`--${flag.name} needs a value: --${flag.name} ${flag.value}`);
  // `-o=json`: to the parser the sign belongs to the value, to pflag it does not.
  return rawName.startsWith('--') ? value : value.replace(/^=/, '');
}

/** A flag that is given again makes a list, in the order given. */
function added(before: FlagValue, value: string | boolean): FlagValue {
  if (before === undefined) return value;
  const list = Array.isArray(before) ? (before as readonly string[]) : [String(before)];
  return [...list, String(value)];
}

function unknownFlag(rawName: string, flags: readonly Flag[]): string {
  const written = rawName.replace(/^-+/, '');
  const near = flags.find(({ name }) => name.startsWith(written.slice(0, 3)) || written.startsWith(name.slice(0, 3)));
  const hint = near === undefined || written.length < 2 ? '' : ` (did you mean --${near.name}?)`;
  return `unknown flag ${rawName}${hint}`;
}

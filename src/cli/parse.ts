import { cac } from 'cac';
import type { Command, Flag } from './command.ts';
import { UsageError } from './flags.ts';
import type { FlagValue, Invocation } from './terminal.ts';

/** The command that the first words name (the longest match), and the words after it. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  const [best] = commands
    .filter((command) => command.words.split(' ').every((word, index) => words[index] === word))
    .sort((a, b) => b.words.length - a.words.length);
  return best === undefined ? undefined : { command: best, rest: words.slice(best.words.split(' ').length) };
}

/** Reads flags and arguments as pflag does: anywhere, `--x=y` and `--x y`, `--` ends them. Throws UsageError for unknown flags. */
export function parseInvocation(command: Command, rest: readonly string[], globals: readonly Flag[]): Invocation {
  const flags = [...command.flags, ...globals];
  const end = rest.indexOf('--');
  const before = joinValues(end < 0 ? rest : rest.slice(0, end), flags);
  const parser = cac('slipway');
  const parsed = parser.parse(['node', 'slipway', ...before], { run: false });
  const { '--': _after, ...options } = parsed.options as Record<string, FlagValue>;
  const named: Record<string, FlagValue> = {};
  for (const [key, value] of Object.entries(options)) {
    const flag = flags.find(
      (candidate) => camel(candidate.name) === key || candidate.name === key || candidate.short === key,
    );
    if (flag === undefined) throw new UsageError(unknownFlag(key, flags));
    named[flag.name] = Array.isArray(value) ? value.map(String) : typeof value === 'number' ? String(value) : value;
  }
  return { args: [...parsed.args, ...(end < 0 ? [] : rest.slice(end + 1))], flags: named };
}

/** Joins flags that take a value with it, so that the parser never takes a value for an argument, nor an argument for a value. */
function joinValues(words: readonly string[], flags: readonly Flag[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const long = /^--([^=]+)$/.exec(word)?.[1];
    const short = /^-(\w)$/.exec(word)?.[1];
    const flag = flags.find(({ name, short: letter }) => name === long || (short !== undefined && letter === short));
    if (flag === undefined) {
      joined.push(word);
      continue;
    }
    if (flag.value === undefined) {
      joined.push(`--${flag.name}=true`);
      continue;
    }
    index += 1;
    if (words[index] === undefined) throw new UsageError(`--${flag.name} needs a value: --${flag.name} ${flag.value}`);
    joined.push(`--${flag.name}=${words[index] ?? ''}`);
  }
  return joined;
}

function unknownFlag(key: string, flags: readonly Flag[]): string {
  const written = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const near = flags.find(({ name }) => name.startsWith(written.slice(0, 3)) || written.startsWith(name.slice(0, 3)));
  const hint = near === undefined ? '' : ` (did you mean --${near.name}?)`;
  return `unknown flag --${written}${hint}`;
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

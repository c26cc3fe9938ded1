import type { Command, Flag } from './command.ts';

/** The page for `slipway --help`: every command, in the order of the registry. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => title(command).length));
  const lines = commands.map((command) => `  ${title(command).padEnd(width)}  ${command.description}`);
  return [
    'Slipway makes Kubernetes clusters match Git, with the manifests of Argo CD and Flux.',
    '',
    'Usage: slipway COMMAND [FLAGS]',
    '',
    'Commands:',
    ...lines,
    '',
    'slipway COMMAND --help tells more of a command.',
    '',
  ].join('\n');
}

/** The page for one command. */
export function commandHelp(command: Command, globals: readonly Flag[]): string {
  const flags = [...command.flags, ...globals];
  const width = Math.max(...flags.map((flag) => written(flag).length), 0);
  return [
    command.description,
    '',
    `Usage: slipway ${title(command)}${flags.length === 0 ? '' : ' [FLAGS]'}`,
    '',
    ...(flags.length === 0
      ? []
      : ['Flags:', ...flags.map((flag) => `  ${written(flag).padEnd(width)}  ${flag.description}`), '']),
  ].join('\n');
}

function title(command: Command): string {
  return command.arguments === undefined ? command.words : `${command.words} ${command.arguments}`;
}

function written(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return `${short}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
}

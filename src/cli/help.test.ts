import { describe, expect, it } from 'vitest';
import { commandHelp, overview } from './help.ts';
import { commands, globalFlags } from './registry.ts';

describe('help', () => {
  it('names every command with its arguments, on one line each', () => {
    const lines = overview(commands).split('\n');
    for (const { words, arguments: args, description } of commands) {
      const title = args === undefined ? words : `${words} ${args}`;
      const line = lines.filter((text) => text.trimStart().startsWith(`${title} `) && text.endsWith(description));
      expect(line, title).toHaveLength(1);
      expect(line[0]!.length).toBeLessThanOrEqual(120);
    }
    const columns = lines.filter((line) => line.startsWith('  ')).map((line) => /\S {2,}(?=\S)/.exec(line)?.[0] ?? '');
    expect(columns.every((gap) => gap.length >= 3)).toBe(true);
  });

  it('of a command tells its usage and every flag', () => {
    const command = commands.find(({ words }) => words === 'app sync')!;
    const text = commandHelp(command, globalFlags);
    expect(text).toContain('Usage: slipway app sync APP [FLAGS]');
    for (const { name, description } of [...command.flags, ...globalFlags]) {
      expect(text).toMatch(new RegExp(`--${name}\\b.*${description.replaceAll(/[.*+?^$(){}|[\]\\]/g, '\\$&')}`));
    }
    expect(text).toContain('  -N, --app-namespace NAMESPACE  ');
    expect(text).toContain('  -h, --help');
  });
});

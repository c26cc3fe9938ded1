import { describe, expect, it } from 'vitest';
import type { Command, Flag } from './command.ts';
import { durationFlag, listFlag, numberFlag, switchFlag, textFlag, UsageError } from './flags.ts';
import { commandsBelow, findCommand, parseInvocation } from './parse.ts';
import { commands, globalFlags } from './registry.ts';

const command: Command = {
  words: 'app sync',
  arguments: 'APP',
  description: 'sync',
  flags: [
    { name: 'kubeconfig', value: 'FILE', description: '' },
    { name: 'app-namespace', short: 'N', value: 'NAMESPACE', description: '' },
    { name: 'output', short: 'o', value: 'FORMAT', description: '' },
    { name: 'revision', value: 'REV', description: '' },
    { name: 'resource', value: 'G:K:N', description: '', repeated: true },
    { name: 'all-namespaces', short: 'A', description: '' },
    { name: 'prune', description: '' },
    { name: 'no-color', description: '' },
    { name: 'timeout', value: 'DURATION', description: '' },
    { name: 'port', value: 'PORT', description: '' },
  ],
  load: () => Promise.reject(new Error('not loaded here')),
};
const help: readonly Flag[] = [{ name: 'help', short: 'h', description: '' }];
const parse = (...words: string[]) => parseInvocation(command, words, help);

describe('flags and arguments', () => {
  it.each<[string[], string[], Record<string, unknown>]>([
    [[], [], {}],
    [['guestbook'], ['guestbook'], {}],
    [['guestbook', '--prune'], ['guestbook'], { prune: true }],
    [['--prune', 'guestbook'], ['guestbook'], { prune: true }],
    [['--prune=false', 'guestbook'], ['guestbook'], { prune: 'false' }],
    [['--prune', 'false'], ['false'], { prune: true }],
    [['--revision', 'main', 'guestbook'], ['guestbook'], { revision: 'main' }],
    [['--revision=main'], [], { revision: 'main' }],
    [['--revision=a=b'], [], { revision: 'a=b' }],
    [['--revision='], [], { revision: '' }],
    [['-o', 'json'], [], { output: 'json' }],
    [['-o=json'], [], { output: 'json' }],
    [['-ojson'], [], { output: 'json' }],
    [['--output', 'json'], [], { output: 'json' }],
    [['-A'], [], { 'all-namespaces': true }],
    [['-Ao', 'json', 'x'], ['x'], { 'all-namespaces': true, output: 'json' }],
    [['-N', 'argocd', '-o', 'yaml', 'x'], ['x'], { 'app-namespace': 'argocd', output: 'yaml' }],
    [['--app-namespace', 'argocd'], [], { 'app-namespace': 'argocd' }],
    [['--', '--prune', '-o'], ['--prune', '-o'], {}],
    [['a', '--', 'b'], ['a', 'b'], {}],
    [['-'], ['-'], {}],
    [['-h'], [], { help: true }],
    [
      ['--resource', 'apps:Deployment:web', '--resource=:Service:web'],
      [],
      { resource: ['apps:Deployment:web', ':Service:web'] },
    ],
    [['--no-color'], [], { 'no-color': true }],
    [['--kubeconfig', '--prune'], [], { kubeconfig: '--prune' }],
  ])('%j', (words, args, flags) => {
    expect(parse(...words)).toEqual({ args, flags });
  });

  it.each(['0012345', '12e4567', '0x1f', '1e3', 'true', '1_000', ' ', '00', '-1'])(
    'keep a value as it is written, whatever it looks like: %j',
    (text) => {
      expect(parse(`--revision=${text}`).flags['revision']).toBe(text);
      expect(parse('--revision', text).flags['revision']).toBe(text);
      expect(parse('--', text).args).toEqual([text]);
    },
  );

  it.each([
    [['--prun'], 'unknown flag --prun (did you mean --prune?)'],
    [['--namespace', 'x'], 'unknown flag --namespace'],
    [['--revison=main'], 'unknown flag --revison (did you mean --revision?)'],
    [['-x'], 'unknown flag -x'],
    [['-Ax'], 'unknown flag -x'],
    [['--no-prune'], 'unknown flag --no-prune (did you mean --no-color?)'],
    [['--appNamespace=argocd'], 'unknown flag --appNamespace (did you mean --app-namespace?)'],
    [['--kubeconfig'], '--kubeconfig needs a value: --kubeconfig FILE'],
    [['guestbook', '-o'], '--output needs a value: --output FORMAT'],
    [['--__proto__=x'], 'unknown flag --__proto__'],
    [['--constructor'], 'unknown flag --constructor'],
  ])('%j is refused: %s', (words, message) => {
    expect(() => parse(...words)).toThrow(new UsageError(message));
  });
});

describe('a command without arguments', () => {
  const { arguments: _, ...none } = command;

  it('refuses them, where it is not asked for help', () => {
    expect(() => parseInvocation(none, ['--prune', 'false', 'x'], help)).toThrow(
      new UsageError('takes no arguments, and was given false x'),
    );
    expect(parseInvocation(none, ['x', '--help'], help).flags).toEqual({ help: true });
  });
});

describe('the value of a flag', () => {
  it('is the last one, where it is given again', () => {
    expect(textFlag(parse('--revision', 'a', '--revision=b'), 'revision')).toBe('b');
    expect(switchFlag(parse('--prune', '--prune=false'), 'prune')).toBe(false);
    expect(switchFlag(parse('--prune=false', '--prune'), 'prune')).toBe(true);
  });

  it.each([
    [[], undefined, false],
    [[], true, true],
    [['--prune'], undefined, true],
    [['--prune=true'], undefined, true],
    [['--prune=false'], true, false],
  ] as const)('of a switch: %j, %s where it is absent', (words, fallback, expected) => {
    expect(switchFlag(parse(...words), 'prune', fallback)).toBe(expected);
  });

  it('of a switch is nothing else', () => {
    expect(() => switchFlag(parse('--prune=yes'), 'prune')).toThrow(
      '--prune is a switch: write --prune or --prune=false',
    );
  });

  it.each([
    [['--resource', 'a'], ['a']],
    [
      ['--resource', 'a,b', '--resource=c'],
      ['a', 'b', 'c'],
    ],
    [['--resource=a,,b,'], ['a', 'b']],
    [['--resource='], []],
    [[], []],
  ])('of a list: %j', (words, expected) => {
    expect(listFlag(parse(...words), 'resource')).toEqual(expected);
  });

  it.each([
    ['8080', 8080],
    ['0', 0],
    ['65535', 65_535],
  ])('of a number: %s', (text, expected) => {
    expect(numberFlag(parse('--port', text), 'port', 0, 65_535)).toBe(expected);
  });

  it.each(['65536', '-1', '80.5', '0x50', '1e3', '', ' 80', 'http'])('of a number is not %j', (text) => {
    expect(() => numberFlag(parse(`--port=${text}`), 'port', 0, 65_535)).toThrow(
      new UsageError(`--port takes a whole number from 0 to 65535, not ${text}`),
    );
  });

  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['0', 0],
    ['500ms', 500],
  ])('of a duration: %s', (text, expected) => {
    expect(durationFlag(parse('--timeout', text), 'timeout')).toBe(expected);
  });

  it.each(['30', 'soon', '-5s', ''])('of a duration is not %j', (text) => {
    expect(() => durationFlag(parse(`--timeout=${text}`), 'timeout')).toThrow(
      /--timeout takes a duration such as 30s or 5m/,
    );
  });
});

describe('the command that words name', () => {
  it.each([
    [['app', 'sync', 'guestbook'], 'app sync', ['guestbook']],
    [['app', 'get', '--refresh'], 'app get', ['--refresh']],
    [['get', 'sources', 'git', 'podinfo'], 'get sources git', ['podinfo']],
    [['get', 'source', 'git'], 'get sources git', []],
    [['reconcile', 'ks', 'infra'], 'reconcile kustomization', ['infra']],
    [['get', 'all'], 'get all', []],
    [['demo', '--check'], 'demo', ['--check']],
  ])('%j', (words, name, rest) => {
    expect(findCommand(commands, words)).toMatchObject({ command: { words: name }, rest });
  });

  it.each([[['app']], [['apps', 'sync']], [['get', 'everything']], [['--check', 'demo']], [[]]])(
    'none: %j',
    (words) => {
      expect(findCommand(commands, words)).toBeUndefined();
    },
  );

  it.each([
    [['app', '--help'], 'app list', 'app delete'],
    [['get'], 'get all', 'get helmreleases'],
    [['get', 'sources', '-h'], 'get sources git', 'get sources oci'],
  ])('is one of those below %j', (words, first, last) => {
    const below = commandsBelow(commands, words).map((found) => found.words);
    expect([below[0], below.at(-1)]).toEqual([first, last]);
  });

  it.each([[['ap']], [['--help']], [['app', 'sync']], [['deliver']]])('has none below %j', (words) => {
    expect(commandsBelow(commands, words)).toEqual([]);
  });

  it('has flags that no other flag of it hides, and can be loaded', async () => {
    for (const { words, flags, load } of commands) {
      const names = [...flags, ...globalFlags].flatMap(({ name, short }) =>
        short === undefined ? [name] : [name, short],
      );
      expect(new Set(names).size, words).toBe(names.length);
      expect(typeof (await load()), words).toBe('function');
    }
  });
});

import { describe, expect, it } from 'vitest';
import { type Clock, Secret, systemClock } from '../../base/index.ts';
import type { ExecPlugin } from '../config/index.ts';
import { pluginRunner } from './run-plugin.ts';

/** A plugin that is a line of JavaScript. */
function script(code: string, changes: Partial<ExecPlugin> = {}): ExecPlugin {
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', code],
    env: [],
    installHint: undefined,
    provideClusterInfo: false,
    interactiveMode: 'Never',
    ...changes,
  };
}

const run = pluginRunner({ environment: { PATH: process.env['PATH'], BASE: 'base' }, clock: systemClock });

describe('pluginRunner', () => {
  it('gives what the plugin prints, and the environment it needs', async () => {
    const code =
      'const {BASE, OWN, KUBERNETES_EXEC_INFO, HOME} = process.env; console.log(JSON.stringify([BASE, OWN, KUBERNETES_EXEC_INFO, HOME]))';
    const env = [
      { name: 'OWN', value: new Secret('own') },
      { name: 'KUBERNETES_EXEC_INFO', value: new Secret('not this') },
    ];
    expect(JSON.parse(await run(script(code, { env }), '{"info":1}'))).toEqual(['base', 'own', '{"info":1}', null]);
  });

  it('gives the plugin no terminal', async () => {
    const code = 'process.stdin.on("data", () => 0).on("end", () => console.log("no input"))';
    expect(await run(script(code), '')).toBe('no input\n');
  });

  it('says what a plugin that fails said, without what could disturb a terminal', async () => {
    const code = 'process.stderr.write("\\u001b[31mlog in first\\u0007\\n"); process.exit(3)';
    await expect(run(script(code), '')).rejects.toMatchObject({
      code: 'config',
      message: `the exec plugin ${process.execPath} failed with exit code 3: [31mlog in first`,
    });
  });

  it('passes on what the plugin says meanwhile', async () => {
    const heard: string[] = [];
    const listening = pluginRunner({ environment: {}, clock: systemClock, onStderr: (text) => heard.push(text) });
    await listening(script('console.error("visit https://login"); console.log("{}")'), '');
    expect(heard.join('')).toBe('visit https://login\n');
  });

  it('says how to get a plugin that is not there', async () => {
    const missing = script('', { command: 'slipway-no-such-plugin', installHint: 'brew install it' });
    await expect(run(missing, '')).rejects.toMatchObject({
      code: 'config',
      message: 'the exec plugin slipway-no-such-plugin is not installed; brew install it',
    });
  });

  it('ends a plugin that prints without end', async () => {
    const code = 'const s = "x".repeat(65536); const go = () => process.stdout.write(s, go); go()';
    await expect(run(script(code), '')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('printed more than') as string,
    });
  });

  it('ends a plugin that takes too long', async () => {
    const waits: number[] = [];
    const hurried: Clock = {
      now: () => 0,
      after: (ms, work) => {
        waits.push(ms);
        const timer = setTimeout(work, 100);
        return () => clearTimeout(timer);
      },
    };
    const slow = pluginRunner({ environment: {}, clock: hurried });
    await expect(slow(script('setInterval(() => 0, 1000)'), '')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('was ended by SIGKILL (it may take 120 s)') as string,
    });
    expect(waits).toEqual([120_000]);
  });
});

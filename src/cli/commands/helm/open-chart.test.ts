import { describe, expect, it } from 'vitest';
import { ChartServer } from '../../../../test/support/chart-server.ts';
import { runVerb } from '../../testing/run-verb.ts';

describe('charts of repositories', () => {
  it('are rendered and shown in the version that is wanted', async () => {
    await using server = await ChartServer.start();
    const template = { 'templates/a.yaml': 'kind: A\nversion: {{ .Chart.Version }}\n' };
    await server.publish('web', '1.0.0', { files: template });
    await server.publish('web', '1.1.0', { files: template });
    const run = (...words: readonly string[]) => runVerb(['helm', ...words, '--repo', server.url], { folder: '/' });
    expect((await run('template', 'rel', 'web')).out).toContain('version: 1.1.0');
    expect((await run('template', 'rel', 'web', '--version', '~1.0')).out).toContain('version: 1.0.0');
    expect((await run('show', 'chart', 'web')).out).toContain('version: 1.1.0');
    const missing = await run('template', 'rel', 'api');
    expect({ code: missing.code, out: missing.out }).toEqual({ code: 1, out: '' });
    expect(missing.err).toMatch(/^Error: .*api/);
  });
});

describe('flags of helm template', () => {
  const run = async (...words: readonly string[]): Promise<{ readonly code: number; readonly err: string }> => {
    const { code, err } = await runVerb(['helm', 'template', 'rel', './none', ...words], { folder: '/' });
    return { code, err };
  };

  it('that change nothing of what a chart gives are taken', async () => {
    const idle = ['--create-namespace', '--wait', '--wait=legacy', '--timeout', '5m', '-l', 'a=b', '--dry-run=client'];
    expect(await run(...idle, '--server-side=false')).toEqual({ code: 1, err: 'Error: path "./none" not found\n' });
  });

  it('that ask for what is not done are refused by name', async () => {
    for (const flag of ['--verify', '--dependency-update', '--dry-run=server', '--validate'])
      await expect(run(flag)).rejects.toThrow(flag.replace(/=.*/, ''));
    expect(await run('--dry-run=none')).toEqual({
      code: 1,
      err: 'Error: invalid dry-run value ("none"). Must be "server" or "client"\n',
    });
  });
});

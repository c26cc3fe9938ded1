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

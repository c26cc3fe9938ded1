import { describe, expect, it } from 'vitest';
import { ManualClock, Secret } from '../../base/index.ts';
import type { ClusterConfig, ExecPlugin } from '../config/index.ts';
import { KubeError } from '../error.ts';
import { ExecSource, type RunPlugin } from './exec-source.ts';

const version = 'client.authentication.k8s.io/v1';

const plugin: ExecPlugin = {
  apiVersion: version,
  command: 'get-token',
  args: [],
  env: [],
  installHint: undefined,
  provideClusterInfo: false,
  interactiveMode: 'Never',
};

const config: ClusterConfig = {
  server: 'https://api.example.com',
  tls: { insecure: false, ca: { kind: 'data', data: new Secret('CA') }, serverName: 'other' },
  credential: { kind: 'exec', plugin },
  namespace: '',
  disableCompression: false,
};

const credential = (status: object): string => JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status });

interface Rig {
  readonly source: ExecSource;
  readonly clock: ManualClock;
  readonly infos: unknown[];
}

function rig(outputs: readonly (string | Error)[], changes: Partial<ExecPlugin> = {}): Rig {
  const clock = new ManualClock();
  const infos: unknown[] = [];
  const run: RunPlugin = (_, info) => {
    infos.push(JSON.parse(info));
    const output = outputs[Math.min(infos.length, outputs.length) - 1];
    return output instanceof Error ? Promise.reject(output) : Promise.resolve(output ?? '');
  };
  return { source: new ExecSource({ ...plugin, ...changes }, config, run, clock), clock, infos };
}

const tokenOf = async (source: ExecSource): Promise<string | undefined> =>
  (await source.current()).authorization?.reveal();

describe('ExecSource', () => {
  it('keeps a token until it expires', async () => {
    const { source, clock, infos } = rig([
      credential({ token: 'one', expirationTimestamp: '2026-01-01T00:10:00Z' }),
      credential({ token: 'two' }),
    ]);
    expect(await tokenOf(source)).toBe('Bearer one');
    await clock.advance(599_000);
    expect(await tokenOf(source)).toBe('Bearer one');
    await clock.advance(1_000);
    expect(await tokenOf(source)).toBe('Bearer two');
    await clock.advance(999_999_999);
    expect(await tokenOf(source)).toBe('Bearer two');
    expect(infos).toHaveLength(2);
  });

  it('asks anew after a token was refused, but only for the one in use', async () => {
    const { source, infos } = rig([credential({ token: 'one' }), credential({ token: 'two' })]);
    const first = await source.current();
    expect(source.refused(first)).toBe(true);
    const second = await source.current();
    expect(second.authorization?.reveal()).toBe('Bearer two');
    source.refused(first);
    expect(await source.current()).toBe(second);
    expect(infos).toHaveLength(2);
  });

  it('runs once for all who ask at the same time, and lets one of them go alone', async () => {
    const { source, infos } = rig([credential({ token: 'one' })]);
    const abort = new AbortController();
    const leaving = source.current(abort.signal);
    abort.abort(new Error('gone'));
    const staying = await Promise.all([tokenOf(source), tokenOf(source)]);
    await expect(leaving).rejects.toThrow('gone');
    expect(staying).toEqual(['Bearer one', 'Bearer one']);
    expect(infos).toHaveLength(1);
  });

  it('tells the plugin what it may know', async () => {
    const { source, infos } = rig([credential({ token: 't' })]);
    await source.current();
    expect(infos).toEqual([{ kind: 'ExecCredential', apiVersion: version, spec: { interactive: false } }]);
    const more = rig([credential({ token: 't' })], { provideClusterInfo: true, clusterExtension: { audience: 'x' } });
    await more.source.current();
    expect(more.infos).toEqual([
      {
        kind: 'ExecCredential',
        apiVersion: version,
        spec: {
          interactive: false,
          cluster: {
            server: 'https://api.example.com',
            'tls-server-name': 'other',
            'certificate-authority-data': Buffer.from('CA').toString('base64'),
            config: { audience: 'x' },
          },
        },
      },
    ]);
  });

  it('takes certificates, and keeps the pair while it stays the same', async () => {
    const status = { clientCertificateData: 'CERT', clientKeyData: 'KEY', expirationTimestamp: '2026-01-01T00:01:00Z' };
    const { source, clock } = rig([
      credential(status),
      credential(status),
      credential({ ...status, clientKeyData: 'KEY2' }),
    ]);
    const first = await source.current();
    expect(first.certificate?.certificate).toBe('CERT');
    expect(first.authorization).toBeUndefined();
    await clock.advance(60_000);
    expect((await source.current()).certificate).toBe(first.certificate);
    await clock.advance(60_000);
    expect((await source.current()).certificate?.key.reveal()).toBe('KEY2');
  });

  it('tries again after a failure', async () => {
    const { source } = rig([new Error('offline'), credential({ token: 't' })]);
    await expect(source.current()).rejects.toThrow('offline');
    expect(await tokenOf(source)).toBe('Bearer t');
  });

  it.each<readonly [string, string, string]>([
    ['no JSON', 'canary', 'not JSON'],
    ['another kind', '{"kind":"canary"}', 'did not print an ExecCredential'],
    [
      'another version',
      JSON.stringify({
        kind: 'ExecCredential',
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        status: { token: 'canary' },
      }),
      `another version than ${version}`,
    ],
    ['no status', JSON.stringify({ kind: 'ExecCredential', apiVersion: version }), 'without status'],
    ['nothing of use', credential({}), 'neither a token nor a certificate'],
    ['a certificate without a key', credential({ clientCertificateData: 'canary' }), 'only one of'],
    ['a token that is no text', credential({ token: { canary: 1 } }), 'token that is not text'],
    ['a time that is none', credential({ token: 'canary', expirationTimestamp: 'soon' }), 'not a time'],
  ])('refuses %s, without quoting it', async (_, output, why) => {
    const error = await rig([output])
      .source.current()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KubeError);
    expect((error as KubeError).code).toBe('config');
    expect((error as KubeError).message).toContain(why);
    expect((error as KubeError).message).not.toContain('canary');
  });

  it('does not run a plugin that needs a terminal', async () => {
    const { source, infos } = rig([credential({ token: 't' })], { interactiveMode: 'Always' });
    await expect(source.current()).rejects.toThrow(/needs a terminal/);
    expect(infos).toHaveLength(0);
  });
});

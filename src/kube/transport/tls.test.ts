import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../base/index.ts';
import { issueAuthority, issueCertificate } from '../../../test/support/certificates.ts';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { kubeFailure } from '../../../test/support/kube-failure.ts';
import { json } from '../../../test/support/kube-fault-server.ts';
import type { ClusterConfig } from '../config/index.ts';

const get = { method: 'GET', path: '/x' };

describe('TLS', () => {
  const authority = issueAuthority('test authority');
  const served = issueCertificate(authority, 'server', { names: ['127.0.0.1', 'api.example.com'] });
  const elsewhere = issueCertificate(authority, 'server', { names: ['api.example.com'] });
  const jane = issueCertificate(authority, 'jane', { organizations: ['devs'] });
  const tls = { cert: served.certificate, key: served.key, ca: authority.certificate };
  const ca = { kind: 'data', data: new Secret(authority.certificate) } as const;

  it('trusts the authority of the configuration, and shows a client certificate', async () => {
    const clientCertificate = {
      certificate: { kind: 'data', data: new Secret(jane.certificate) },
      key: { kind: 'data', data: new Secret(jane.key) },
    } as const;
    const { server, client } = await faultyCluster({
      tls,
      config: { tls: { insecure: false, ca, clientCertificate } },
    });
    server.on('GET', '/x', json({}));
    await client.raw(get);
    await client.raw(get);
    expect(server.requests.map((request) => request.client)).toEqual(['jane', 'jane']);
  });

  it.each<readonly [string, ClusterConfig['tls']]>([
    ['an authority that nobody knows', { insecure: false }],
    ['the certificate of another host', { insecure: false, ca, serverName: 'other.example.com' }],
  ])('refuses %s, and says what to do', async (_, config) => {
    const { client, server } = await faultyCluster({ tls, config: { tls: config } });
    const error = await kubeFailure(client.raw(get));
    expect(error).toMatchObject({ code: 'config', httpStatus: 0 });
    expect(error.message).toMatch(/certificate-authority-data/);
    expect(server.requests).toHaveLength(0);
  });

  it('takes any certificate when told so', async () => {
    const { client, server } = await faultyCluster({ tls, config: { tls: { insecure: true } } });
    server.on('GET', '/x', json({}));
    expect(await client.raw(get)).toEqual({});
  });

  it('judges the certificate by tls-server-name', async () => {
    const { client, server } = await faultyCluster({
      tls: { cert: elsewhere.certificate, key: elsewhere.key },
      config: { tls: { insecure: false, ca, serverName: 'api.example.com' } },
    });
    server.on('GET', '/x', json({}));
    expect(await client.raw(get)).toEqual({});
  });

  it('says so when the PEM cannot be read, without quoting it', async () => {
    const broken = {
      kind: 'data',
      data: new Secret('-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----'),
    } as const;
    const { client } = await faultyCluster({ tls, config: { tls: { insecure: false, ca: broken } } });
    const error = await kubeFailure(client.raw(get));
    expect(error.code).toBe('config');
    expect(error.message).not.toContain('canary');
  });

  it('says so when the server does not speak TLS', async () => {
    const { server } = await faultyCluster();
    const { client } = await faultyCluster({ config: { server: server.url.replace('http:', 'https:') } });
    const error = await kubeFailure(client.raw(get));
    expect(error).toMatchObject({ code: 'config' });
    expect(error.message).toContain('does not speak TLS');
  });

  it('follows certificates that are rotated in their files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kube-cert-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    const store = async (issued: { certificate: string; key: string }): Promise<void> => {
      await writeFile(certificate, issued.certificate);
      await writeFile(key, issued.key);
    };
    await store(jane);
    const clientCertificate = {
      certificate: { kind: 'file', path: certificate },
      key: { kind: 'file', path: key },
    } as const;
    const { server, client, clock } = await faultyCluster({
      tls,
      config: { tls: { insecure: false, ca, clientCertificate } },
    });
    server.on('GET', '/x', json({}));
    await client.raw(get);
    await store(issueCertificate(authority, 'jane-2'));
    await client.raw(get);
    clock.pass(61_000);
    await client.raw(get);
    expect(server.requests.map((request) => request.client)).toEqual(['jane', 'jane', 'jane-2']);
  });
});

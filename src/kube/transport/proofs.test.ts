import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../base/index.ts';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { kubeFailure } from '../../../test/support/kube-failure.ts';
import { json, status } from '../../../test/support/kube-fault-server.ts';

const get = { method: 'GET', path: '/x' };

describe('proofs', () => {
  it('from a file are read again after 401, and the request is sent again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kube-token-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'token');
    await writeFile(path, 'old\n');
    const { server, client } = await faultyCluster({ config: { credential: { kind: 'token-file', path } } });
    server.on('GET', '/x', (response, request) =>
      request.headers.authorization === 'Bearer new'
        ? json({})(response, request)
        : status(401, 'Unauthorized', 'Unauthorized')(response, request),
    );
    expect(await kubeFailure(client.raw(get))).toMatchObject({ code: 'unauthorized' });
    expect(server.requests).toHaveLength(2);
    await writeFile(path, 'new\n');
    expect(await client.raw(get)).toEqual({});
    expect(server.requests).toHaveLength(3);
  });

  it('that cannot be renewed are not sent twice', async () => {
    const { server, client } = await faultyCluster({
      config: { credential: { kind: 'basic', username: 'u', password: new Secret('p') } },
    });
    server.on('GET', '/x', status(401, 'Unauthorized', 'Unauthorized'));
    expect(await kubeFailure(client.raw(get))).toMatchObject({ code: 'unauthorized' });
    expect(server.requests.map((request) => request.headers.authorization)).toEqual(['Basic dTpw']);
  });
});

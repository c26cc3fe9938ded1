import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../base/index.ts';
import { loadClusterConfig, type LoadOptions } from './load.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-load-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function store(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

const kubeconfig = (server: string, context = 'c'): string => `
current-context: ${context}
clusters: [{name: ${context}, cluster: {server: "${server}"}}]
contexts: [{name: ${context}, context: {cluster: ${context}}}]
`;

const load = (options: Partial<LoadOptions>): ReturnType<typeof loadClusterConfig> =>
  loadClusterConfig({ environment: {}, home: join(folder, 'home'), ...options });

async function pod(): Promise<{ environment: Record<string, string>; serviceAccountDirectory: string }> {
  await store('sa/token', 'token-1');
  await store('sa/ca.crt', 'PEM');
  await store('sa/namespace', 'slipway\n');
  return {
    environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' },
    serviceAccountDirectory: join(folder, 'sa'),
  };
}

describe('loadClusterConfig', () => {
  it('reads ~/.kube/config where nothing else is said', async () => {
    await store('home/.kube/config', kubeconfig('https://home'));
    expect((await load({})).server).toBe('https://home');
  });

  it('reads KUBECONFIG before it, and merges its files', async () => {
    await store('home/.kube/config', kubeconfig('https://home'));
    const first = await store('first', kubeconfig('https://first', 'one'));
    const second = await store('second', kubeconfig('https://second', 'two'));
    const KUBECONFIG = ['', first, join(folder, 'missing'), second, first].join(delimiter);
    expect((await load({ environment: { KUBECONFIG } })).server).toBe('https://first');
    expect((await load({ environment: { KUBECONFIG }, overrides: { context: 'two' } })).server).toBe('https://second');
  });

  it('reads only --kubeconfig where it is given', async () => {
    const first = await store('first', kubeconfig('https://first'));
    const flag = await store('flag', kubeconfig('https://flag'));
    expect((await load({ environment: { KUBECONFIG: first }, kubeconfig: flag })).server).toBe('https://flag');
    await expect(load({ kubeconfig: join(folder, 'missing') })).rejects.toMatchObject({
      code: 'config',
      message: `kubeconfig ${join(folder, 'missing')} does not exist`,
    });
  });

  it('takes the pod it runs in where there is no kubeconfig', async () => {
    const config = await load(await pod());
    expect(config).toMatchObject({
      server: 'https://10.0.0.1:443',
      tls: { insecure: false, ca: { kind: 'file', path: join(folder, 'sa/ca.crt') } },
      credential: { kind: 'token-file', path: join(folder, 'sa/token') },
      namespace: 'slipway',
    });
    const overrides = { namespace: 'n', token: new Secret('t'), identity: { user: 'u' } };
    expect(await load({ ...(await pod()), overrides })).toMatchObject({
      namespace: 'n',
      credential: { kind: 'token' },
      identity: { user: 'u' },
    });
  });

  it('takes a kubeconfig before the pod, but no empty one', async () => {
    const inPod = await pod();
    await store('home/.kube/config', kubeconfig('https://home'));
    expect((await load(inPod)).server).toBe('https://home');
    await store('home/.kube/config', '\n');
    expect((await load(inPod)).server).toBe('https://10.0.0.1:443');
  });

  it('writes IPv6 addresses of the pod as URLs have them', async () => {
    const inPod = await pod();
    const environment = { ...inPod.environment, KUBERNETES_SERVICE_HOST: 'fd00::1' };
    expect((await load({ ...inPod, environment })).server).toBe('https://[fd00::1]:443');
  });

  it('says what is wrong with a pod whose token is not there', async () => {
    const { environment } = await pod();
    await expect(load({ environment, serviceAccountDirectory: join(folder, 'none') })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining("the service account's token cannot be read") as string,
    });
  });

  it('says where it looked when there is nothing', async () => {
    await expect(load({})).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(join(folder, 'home/.kube/config')) as string,
    });
    await expect(load({ environment: { KUBECONFIG: '/a:/b' } })).rejects.toMatchObject({
      message: expect.stringContaining('/a, /b') as string,
    });
  });

  it('says which file cannot be read', async () => {
    await mkdir(join(folder, 'home/.kube/config'), { recursive: true });
    await expect(load({})).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('.kube/config cannot be read') as string,
    });
    const broken = await store('broken', '{clusters: 7}');
    await expect(load({ kubeconfig: broken })).rejects.toMatchObject({
      message: `kubeconfig ${broken}: clusters must be a list`,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { KubeError } from '../error.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { configFromArgoCluster } from './from-argocd-cluster.ts';
import { configFromKubeconfig } from './from-secret.ts';
import { trusted } from './trust.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function argo(
  config: unknown,
  server = 'https://prod.example.com',
  options: { trust?: typeof trusted; inCluster?: ClusterConfig } = {},
): ClusterConfig {
  const data = {
    name: base64('prod'),
    ...(server !== '' && { server: base64(server) }),
    ...(config !== undefined && { config: base64(typeof config === 'string' ? config : JSON.stringify(config)) }),
  };
  return configFromArgoCluster(data, { source: 'Secret argocd/prod', ...options });
}

function refusal(work: () => unknown): KubeError {
  try {
    work();
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('configFromKubeconfig', () => {
  const text = (user: string): string => `
apiVersion: v1
kind: Config
current-context: c
clusters: [{name: c, cluster: {server: "https://prod"}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
`;

  it('reads what Flux puts into Secrets', () => {
    const config = configFromKubeconfig(text('token: t'), { source: 'Secret flux-system/prod' });
    expect(config.server).toBe('https://prod');
    expect(config.credential.kind === 'token' && config.credential.token.reveal()).toBe('t');
  });

  it('trusts nothing by default', () => {
    const exec = text('exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never}');
    const error = refusal(() => configFromKubeconfig(exec, { source: 'Secret flux-system/prod' }));
    expect(error.message).toContain('Secret flux-system/prod');
    expect(error.message).toContain('may not run programs');
    expect(configFromKubeconfig(exec, { source: 'x', trust: trusted }).credential.kind).toBe('exec');
  });
});

describe('configFromArgoCluster', () => {
  it('reads a token and an authority', () => {
    const config = argo({
      bearerToken: 't',
      tlsClientConfig: { insecure: false, caData: base64('CA'), serverName: 'other' },
    });
    expect(config.server).toBe('https://prod.example.com');
    expect(config.credential.kind === 'token' && config.credential.token.reveal()).toBe('t');
    expect(config.tls.ca?.kind === 'data' && config.tls.ca.data.reveal()).toBe('CA');
    expect(config.tls.serverName).toBe('other');
  });

  it('reads certificates, passwords, proxies', () => {
    const config = argo({
      username: 'u',
      password: 'p',
      proxyUrl: 'http://proxy:3128',
      disableCompression: true,
      tlsClientConfig: { insecure: true, certData: base64('C'), keyData: base64('K') },
    });
    expect(config).toMatchObject({
      tls: { insecure: true },
      disableCompression: true,
      credential: { kind: 'basic', username: 'u' },
    });
    expect(config.proxyUrl?.reveal()).toBe('http://proxy:3128');
    expect(config.tls.clientCertificate?.key.kind).toBe('data');
  });

  it('reads a Secret without config as anonymous', () => {
    expect(argo(undefined).credential.kind).toBe('none');
  });

  it('is the pod itself for the internal address without credentials', () => {
    const inCluster = argo({ bearerToken: 'own' }, 'https://10.0.0.1');
    const internal = 'https://kubernetes.default.svc';
    expect(argo({ tlsClientConfig: { insecure: false } }, internal, { inCluster })).toBe(inCluster);
    expect(argo({ bearerToken: 'other' }, internal, { inCluster }).server).toBe(internal);
  });

  it('runs programs only where that is allowed', () => {
    const exec = {
      execProviderConfig: {
        command: 'gke',
        args: ['a'],
        env: { A: 'canary' },
        apiVersion: 'client.authentication.k8s.io/v1beta1',
      },
    };
    const aws = { awsAuthConfig: { clusterName: 'c', roleARN: 'arn', profile: 'p' } };
    for (const config of [exec, aws]) expect(refusal(() => argo(config)).message).toContain('may not run programs');
    expect(argo(exec, undefined, { trust: trusted }).credential).toMatchObject({
      plugin: { command: 'gke', args: ['a'], interactiveMode: 'Never' },
    });
    expect(argo(aws, undefined, { trust: trusted }).credential).toMatchObject({
      plugin: {
        command: 'argocd-k8s-auth',
        args: ['aws', '--cluster-name', 'c', '--role-arn', 'arn', '--profile', 'p'],
      },
    });
  });

  it.each<readonly [string, unknown, string]>([
    ['config that is no JSON', '{canary', 'config is not JSON'],
    ['config that is a list', '[]', 'config must be a JSON object'],
    ['a token that is no text', { bearerToken: 7 }, 'bearerToken must be text'],
    ['a token and a user', { bearerToken: 'canary', username: 'u' }, 'exclude each other'],
    ['insecure with an authority', { tlsClientConfig: { insecure: true, caData: base64('x') } }, 'exclude each other'],
    ['a certificate without its key', { tlsClientConfig: { certData: base64('x') } }, 'need each other'],
    ['an authority that is no base64', { tlsClientConfig: { caData: '-----BEGIN canary' } }, 'caData must be base64'],
    ['a proxy that is none', { proxyUrl: 'canary' }, 'proxy-url must be'],
  ])('refuses %s', (_, config, why) => {
    const error = refusal(() => argo(config));
    expect(error.code).toBe('config');
    expect(error.message).toContain('Secret argocd/prod');
    expect(error.message).toContain(why);
    expect(error.message).not.toContain('canary');
  });

  it('refuses a Secret without a server', () => {
    expect(refusal(() => argo({}, '')).message).toBe('Secret argocd/prod: server is missing');
  });
});

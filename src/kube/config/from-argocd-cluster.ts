import { isJsonObject, type Json, Secret } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ClusterConfig, Credential, ExecPlugin, TlsConfig } from './cluster-config.ts';
import { Fields } from './fields.ts';
import { checkProxyUrl } from './resolve.ts';
import { parseServerAddress } from './server-address.ts';
import { type ConfigTrust, demandTrust } from './trust.ts';

/** The address by which Argo CD knows the cluster that it runs in (v1alpha1.KubernetesInternalAPIServerAddr). */
export const argoInClusterAddress = 'https://kubernetes.default.svc';

/** What an Argo CD cluster Secret may do where the operator says nothing else: as upstream, but for programs. */
const argoTrust: ConfigTrust = { exec: false, files: false, insecureTls: true };

/**
 * The connection that an Argo CD cluster Secret describes (label `argocd.argoproj.io/secret-type: cluster`; Argo CD 3.6,
 * v1alpha1.Cluster and ClusterConfig). `data` is the Secret's, base64 as Kubernetes gives it. A Secret for
 * https://kubernetes.default.svc without credentials means the pod's own connection, which `inCluster` gives.
 * Throws KubeError `config`, whose text never quotes the Secret.
 */
export function configFromArgoCluster(
  data: Readonly<Record<string, string>>,
  options: {
    /** Names the Secret in messages: `Secret argocd/cluster-prod`. */
    readonly source: string;
    readonly trust?: ConfigTrust;
    readonly inCluster?: ClusterConfig | undefined;
  },
): ClusterConfig {
  const trust = options.trust ?? argoTrust;
  const { source } = options;
  const secret = new Fields(data, source);
  const address = secret.base64('server')?.reveal();
  if (address === undefined) throw new KubeError('config', `${source}: server is missing`, { object: source });
  const config = new Fields(readConfig(secret, source), `${source}: config`);
  const credential = readCredential(config, trust);
  if (address === argoInClusterAddress && credential.kind === 'none' && options.inCluster !== undefined) {
    return options.inCluster;
  }
  const tls = readTls(config, trust);
  const proxyUrl = config.secret('proxyUrl');
  if (proxyUrl !== undefined) checkProxyUrl(proxyUrl, source);
  return {
    server: parseServerAddress(
      address,
      tls.ca !== undefined || tls.insecure || tls.clientCertificate !== undefined,
      source,
    ),
    tls,
    credential,
    namespace: '',
    proxyUrl,
    disableCompression: config.boolean('disableCompression'),
  };
}

function readConfig(secret: Fields, source: string): { [key: string]: Json | undefined } {
  const text = secret.base64('config')?.reveal() ?? '{}';
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new KubeError('config', `${source}: config is not JSON`, { object: source });
  }
  if (!isJsonObject(value))
    throw new KubeError('config', `${source}: config must be a JSON object`, { object: source });
  return value;
}

function readTls(config: Fields, trust: ConfigTrust): TlsConfig {
  const section = config.object('tlsClientConfig');
  if (section === undefined) return { insecure: false };
  const insecure = section.boolean('insecure');
  const ca = section.base64('caData');
  const certificate = section.base64('certData');
  const key = section.base64('keyData');
  const refuse = (why: string): KubeError =>
    new KubeError('config', `${section.place}: ${why}`, { object: section.place });
  if (insecure) demandTrust(trust, 'insecureTls', 'insecure', section.place);
  if (insecure && ca !== undefined) throw refuse('insecure and caData exclude each other; remove one');
  if ((certificate === undefined) !== (key === undefined)) throw refuse('certData and keyData need each other');
  return {
    insecure,
    ca: ca && { kind: 'data', data: ca },
    serverName: section.string('serverName'),
    clientCertificate: certificate &&
      key && { certificate: { kind: 'data', data: certificate }, key: { kind: 'data', data: key } },
  };
}

function readCredential(config: Fields, trust: ConfigTrust): Credential {
  const token = config.secret('bearerToken');
  const username = config.string('username');
  const password = config.secret('password');
  const aws = config.object('awsAuthConfig');
  const exec = config.object('execProviderConfig');
  if (token !== undefined && username !== undefined) {
    throw new KubeError('config', `${config.place}: bearerToken and username exclude each other; remove one`, {
      object: config.place,
    });
  }
  if (aws !== undefined) {
    demandTrust(trust, 'exec', 'awsAuthConfig', config.place);
    return { kind: 'exec', plugin: awsPlugin(aws) };
  }
  if (exec !== undefined) {
    demandTrust(trust, 'exec', 'execProviderConfig', config.place);
    return { kind: 'exec', plugin: argoPlugin(exec) };
  }
  if (token !== undefined) return { kind: 'token', token };
  if (username !== undefined) return { kind: 'basic', username, password: password ?? new Secret('') };
  return { kind: 'none' };
}

/** Argo CD turns this section into a call of its own `argocd-k8s-auth aws` (v1alpha1.Cluster.RawRestConfig). */
function awsPlugin(aws: Fields): ExecPlugin {
  const flag = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  return {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: 'argocd-k8s-auth',
    args: [
      'aws',
      '--cluster-name',
      aws.string('clusterName') ?? '',
      ...flag('--role-arn', aws.string('roleARN')),
      ...flag('--profile', aws.string('profile')),
    ],
    env: [],
    installHint: 'argocd-k8s-auth is part of the argocd binary',
    provideClusterInfo: false,
    interactiveMode: 'Never',
  };
}

/** Unlike a kubeconfig's, this section has its environment as a map, and is never interactive. */
function argoPlugin(exec: Fields): ExecPlugin {
  const refuse = (why: string): KubeError => new KubeError('config', `${exec.place}: ${why}`, { object: exec.place });
  const command = exec.string('command');
  if (command === undefined) throw refuse('command is missing');
  const apiVersion = exec.string('apiVersion');
  if (apiVersion !== 'client.authentication.k8s.io/v1' && apiVersion !== 'client.authentication.k8s.io/v1beta1') {
    throw refuse('apiVersion must be client.authentication.k8s.io/v1 or v1beta1');
  }
  const env = exec.object('env');
  return {
    apiVersion,
    command,
    args: exec.strings('args'),
    env: (env?.names() ?? []).map((name) => ({ name, value: env?.secret(name) ?? new Secret('') })),
    installHint: exec.string('installHint'),
    provideClusterInfo: false,
    interactiveMode: 'Never',
  };
}

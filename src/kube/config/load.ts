import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { messageOf } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { inClusterConfig } from './in-cluster.ts';
import { type Kubeconfig, mergeKubeconfigs, parseKubeconfig } from './kubeconfig.ts';
import type { Environment } from './proxy.ts';
import { type ConfigOverrides, resolveContext } from './resolve.ts';
import { trusted } from './trust.ts';

/** Where connections are looked for. */
export interface LoadOptions {
  readonly environment: Environment;
  /** The user's home; empty where there is none. */
  readonly home: string;
  /** `--kubeconfig`: the one file to read; it must exist. */
  readonly kubeconfig?: string | undefined;
  readonly overrides?: ConfigOverrides;
  /** Where a pod finds its service account, for tests. */
  readonly serviceAccountDirectory?: string;
}

/**
 * The connection to use, in kubectl's order: `--kubeconfig`; else the files of KUBECONFIG, or ~/.kube/config, merged, where missing
 * ones do not count; else, when none of them exists, the pod that we run in. Throws KubeError `config` that says where it looked.
 */
export async function loadClusterConfig(options: LoadOptions): Promise<ClusterConfig> {
  const config = await loadKubeconfig(options);
  if (config !== undefined) return resolveContext(config, trusted, options.overrides);
  const pod = await inClusterConfig(options.environment, options.serviceAccountDirectory);
  if (pod === undefined) {
    const places = defaultFiles(options).join(', ');
    throw new KubeError(
      'config',
      `no cluster is configured: there is no kubeconfig at ${places}, and this is not a pod; pass --kubeconfig or set KUBECONFIG`,
    );
  }
  const { overrides } = options;
  return {
    ...pod,
    namespace: overrides?.namespace ?? pod.namespace,
    ...(overrides?.identity !== undefined && { identity: overrides.identity }),
    ...(overrides?.token !== undefined && { credential: { kind: 'token', token: overrides.token } }),
  };
}

/** The kubeconfig of `--kubeconfig`, KUBECONFIG or the home; undefined where no file exists. Throws KubeError `config`. */
export async function loadKubeconfig(options: LoadOptions): Promise<Kubeconfig | undefined> {
  if (options.kubeconfig !== undefined && options.kubeconfig !== '') {
    const file = resolve(options.kubeconfig);
    const config = await readKubeconfig(file);
    if (config === undefined) throw new KubeError('config', `kubeconfig ${file} does not exist`, { object: file });
    return config;
  }
  const found = await Promise.all(defaultFiles(options).map(readKubeconfig));
  const configs = found.filter((config) => config !== undefined);
  return configs.length === 0 ? undefined : mergeKubeconfigs(configs);
}

function defaultFiles(options: LoadOptions): readonly string[] {
  const listed = (options.environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return [...new Set(listed)].map((file) => resolve(file));
  return options.home === '' ? [] : [join(options.home, '.kube', 'config')];
}

/** Undefined for a file that does not exist, and for an empty one, which kubectl reads as no kubeconfig too. */
async function readKubeconfig(file: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new KubeError('config', `kubeconfig ${file} cannot be read: ${messageOf(error)}`, {
      object: file,
      cause: error,
    });
  }
  return text.trim() === '' ? undefined : parseKubeconfig(text, { source: `kubeconfig ${file}`, file });
}

import { dirname } from 'node:path';
import { isJsonObject, type JsonObject, Secret } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import { readDocument } from './document.ts';
import { Fields } from './fields.ts';

/** One named entry of a kubeconfig, not looked into before it is used: a mistake in an entry that nobody chose stops nobody. */
export interface KubeconfigEntry {
  readonly fields: Secret<JsonObject>;
  /** What the entry came out of, for messages. */
  readonly source: string;
  /** Where relative paths start; undefined where the text did not come from a file. */
  readonly directory: string | undefined;
}

/** A kubeconfig (v1 Config), of one text or merged of several. */
export interface Kubeconfig {
  readonly source: string;
  /** Empty where none is set. */
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, KubeconfigEntry>;
  readonly users: ReadonlyMap<string, KubeconfigEntry>;
  readonly contexts: ReadonlyMap<string, KubeconfigEntry>;
}

/** Reads the text of a kubeconfig, YAML or JSON. `file` is where it lies, if anywhere. Throws KubeError `config`. */
export function parseKubeconfig(text: string, origin: { readonly source: string; readonly file?: string }): Kubeconfig {
  const { source } = origin;
  const fields = new Fields(readDocument(text, source), source);
  const kind = fields.string('kind') ?? 'Config';
  const apiVersion = fields.string('apiVersion') ?? 'v1';
  if (kind !== 'Config' || apiVersion !== 'v1') {
    throw new KubeError('config', `${source}: this is ${apiVersion} ${kind}, a kubeconfig is v1 Config`, {
      object: source,
    });
  }
  const directory = origin.file === undefined ? undefined : dirname(origin.file);
  const entries = (list: string, member: string): Map<string, KubeconfigEntry> => {
    const found = new Map<string, KubeconfigEntry>();
    for (const entry of fields.objects(list)) {
      const name = entry.string('name') ?? '';
      if (found.has(name)) {
        throw new KubeError('config', `${source}: ${list} holds ${JSON.stringify(name)} twice; remove one`, {
          object: source,
        });
      }
      const value = entry.any(member) ?? {};
      if (!isJsonObject(value)) {
        throw new KubeError('config', `${entry.place}: ${member} must be a map`, { object: source });
      }
      found.set(name, { fields: new Secret(value), source, directory });
    }
    return found;
  };
  return {
    source,
    currentContext: fields.string('current-context') ?? '',
    clusters: entries('clusters', 'cluster'),
    users: entries('users', 'user'),
    contexts: entries('contexts', 'context'),
  };
}

/**
 * One kubeconfig of several, by kubectl's rules (clientcmd.ClientConfigLoadingRules): the first file that says something wins, entry
 * by entry; entries are never mixed. Relative paths stay relative to the file that named them.
 */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merge = (of: (config: Kubeconfig) => ReadonlyMap<string, KubeconfigEntry>): Map<string, KubeconfigEntry> =>
    new Map(configs.toReversed().flatMap((config) => Array.from(of(config))));
  return {
    source: configs.map((config) => config.source).join(', '),
    currentContext: configs.find((config) => config.currentContext !== '')?.currentContext ?? '',
    clusters: merge((config) => config.clusters),
    users: merge((config) => config.users),
    contexts: merge((config) => config.contexts),
  };
}

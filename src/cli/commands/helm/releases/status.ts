import { type Json, type JsonObject, type KubeObject, textMapAt } from '../../../../base/index.ts';
import { type KubeClient, KubeError } from '../../../../kube/index.ts';
import { buildObjects, encodeRelease, type Release, type ReleaseObject } from '../../../../release/index.ts';
import type { RunCommand } from '../../../terminal.ts';
import { openReleases, releaseOf } from './open-releases.ts';
import { formatOf, yamlText } from './print.ts';
import { printedTables, tableOf } from './server-table.ts';
import { statusText } from './status-text.ts';

/** `slipway helm status RELEASE`: the release and its objects, as the real command prints them; kinds in the order of the manifest. */
export const runHelmStatus: RunCommand = async (invocation, terminal) => {
  const format = formatOf(invocation);
  await using releases = await openReleases(invocation, terminal);
  const { client } = releases.connection;
  const { signal } = terminal;
  const release = await releaseOf(releases, invocation, signal);
  const objects = await buildObjects(release.manifest.reveal(), release.namespace, client.discovery, signal);
  if (format === 'table') {
    const resources = printedTables(await gathered(client, objects, tableOf, signal));
    const notes = release.info.notes.reveal();
    terminal.out(statusText(release, { resources }));
    if (notes !== '') terminal.out(`NOTES:\n${notes.trim()}\n`);
    return 0;
  }
  const live = await gathered(client, objects, liveObject, signal);
  const json = recordWith(release, live);
  terminal.out(format === 'json' ? `${json}\n` : yamlText(JSON.parse(json) as Json));
  return 0;
};

/** What is read of the objects, and of the pods of workloads, by `version/Kind` in the order of the manifest. */
type Gathered<T> = ReadonlyMap<string, readonly T[]>;

/** Reads one object, or with a selector the pods that it selects. */
type ReadObjects<T> = (
  client: KubeClient,
  target: Pick<ReleaseObject, 'resource' | 'namespace' | 'name'> & { readonly selector?: string },
  signal: AbortSignal,
) => Promise<readonly T[]>;

async function gathered<T>(
  client: KubeClient,
  objects: readonly ReleaseObject[],
  read: ReadObjects<T>,
  signal: AbortSignal,
): Promise<Gathered<T>> {
  const found = new Map<string, T[]>();
  const selectors = new Set<string>();
  const add = (key: string, values: readonly T[]): void => {
    if (values.length > 0) found.set(key, [...(found.get(key) ?? []), ...values]);
  };
  const pods = await client.discovery.find({ group: '', version: 'v1', kind: 'Pod' }, signal);
  for (const target of objects) {
    try {
      add(`${target.resource.version}/${target.resource.kind}`, await read(client, target, signal));
    } catch (error) {
      // What is gone is not shown.
      if (error instanceof KubeError && error.code === 'not-found') continue;
      throw error;
    }
    const selector = selectorOf(target.object);
    if (selector === '' || selectors.has(selector) || pods === undefined) continue;
    selectors.add(selector);
    add(
      'v1/Pod(related)',
      await read(client, { resource: pods, namespace: target.namespace, name: '', selector }, signal),
    );
  }
  return found;
}

const workloads = new Set(['ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job']);

function selectorOf(object: KubeObject): string {
  const path = workloads.has(object.kind) ? ['matchLabels'] : object.kind === 'ReplicationController' ? [] : undefined;
  if (path === undefined) return '';
  return Object.entries(textMapAt(object, 'spec', 'selector', ...path))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

const liveObject: ReadObjects<JsonObject> = async (client, { resource, namespace, name, selector }, signal) => {
  if (selector === undefined) return [await client.get({ resource, namespace, name }, { signal })];
  const { items, resourceVersion } = await client.list(resource, { namespace, labelSelector: selector, signal });
  return [{ apiVersion: 'v1', items: [...items], kind: `${resource.kind}List`, metadata: { resourceVersion } }];
};

/** The record without its chart, with its objects where helm puts them. */
function recordWith(release: Release, live: Gathered<JsonObject>): string {
  const resources: JsonObject = Object.fromEntries([...live].map(([key, objects]) => [key, [...objects]]));
  const { info } = release;
  const extra = live.size === 0 ? info.extra : { ...info.extra, resources };
  return encodeRelease({ ...release, chart: undefined, info: { ...info, extra } });
}

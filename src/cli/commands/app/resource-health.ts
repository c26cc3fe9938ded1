import { type JsonObject, type KubeObject, objectsAt, systemClock, textAt } from '../../../base/index.ts';
import { assessHealth } from '../../../engine/index.ts';
import { argoInClusterAddress, type KubeClient, KubeError } from '../../../kube/index.ts';

/** The health of an entry of `status.resources`, as argocd writes it; empty where it has none, or it cannot be known from here. */
export type HealthOf = (resource: JsonObject) => string;

/**
 * Looks at what an Application deployed, with one list for each kind and namespace: the Application does not hold the health of its
 * resources (Argo CD v3, `resourceHealthSource: appTree`). What lies in another cluster, or may not be read, is not told.
 */
export async function healthOfResources(
  client: KubeClient,
  application: KubeObject,
  signal: AbortSignal,
): Promise<HealthOf> {
  if (isElsewhere(application)) return () => '';
  const places = new Map(
    objectsAt(application, 'status', 'resources').map((resource) => [placeOf(resource), resource]),
  );
  const known = new Map<string, ReadonlyMap<string, string>>();
  await Promise.all(
    [...places].map(async ([place, resource]) => {
      const objects = await objectsLike(client, resource, signal);
      if (objects !== undefined) known.set(place, new Map(objects.map((object) => [nameOf(object), healthOf(object)])));
    }),
  );
  return (resource) => {
    const names = known.get(placeOf(resource));
    return names === undefined ? '' : (names.get(textAt(resource, 'name')) ?? 'Missing');
  };
}

function isElsewhere(application: KubeObject): boolean {
  const server = textAt(application, 'spec', 'destination', 'server');
  const name = textAt(application, 'spec', 'destination', 'name');
  return (server !== '' && server !== argoInClusterAddress) || (name !== '' && name !== 'in-cluster');
}

function placeOf(resource: JsonObject): string {
  return ['group', 'version', 'kind', 'namespace'].map((field) => textAt(resource, field)).join('/');
}

/** The objects of a resource's kind in its namespace; undefined where they cannot be had. */
async function objectsLike(
  client: KubeClient,
  resource: JsonObject,
  signal: AbortSignal,
): Promise<readonly KubeObject[] | undefined> {
  const kind = {
    group: textAt(resource, 'group'),
    version: textAt(resource, 'version'),
    kind: textAt(resource, 'kind'),
  };
  try {
    const served = await client.discovery.find(kind, signal);
    if (served === undefined) return undefined;
    return (await client.list(served, { namespace: textAt(resource, 'namespace'), signal })).items;
  } catch (error) {
    if (error instanceof KubeError && !signal.aborted) return undefined;
    throw error;
  }
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? '';
}

function healthOf(object: KubeObject): string {
  return assessHealth(object, 'health', systemClock.now())?.status ?? '';
}

import { gvkOf, isKubeObject, type KubeObject, sleep, type Clock } from '../base/index.ts';
import { KubeError, type KubeClient } from '../kube/index.ts';
import { readYaml, toJson } from '../yaml/index.ts';

/** The objects of manifests. Throws where one cannot be read: these are our own. */
export function objectsOf(manifests: readonly string[]): KubeObject[] {
  return manifests.flatMap((text) => {
    const { documents, problems } = readYaml(text, { profile: 'go2' });
    if (problems[0] !== undefined) throw new Error(problems[0].message);
    return documents.map(({ value }) => toJson(value)).filter(isKubeObject);
  });
}

/** How long a CustomResourceDefinition may take to be served. */
const servedMs = 10_000;

/** Applies objects in the order given, as a user of `kubectl apply --server-side` would; waits for kinds that were just defined. */
export async function applyObjects(
  client: KubeClient,
  objects: readonly KubeObject[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const object of objects) {
    const resource = await served(client, object, clock, signal);
    const { namespace = '', name = '' } = object.metadata;
    const ref = { resource, namespace: resource.namespaced ? namespace : '', name };
    await client.patch(ref, { kind: 'apply', object, force: true }, { fieldManager: 'slipway-demo', signal });
  }
}

async function served(client: KubeClient, object: KubeObject, clock: Clock, signal: AbortSignal) {
  const end = clock.now() + servedMs;
  for (;;) {
    const resource = await client.discovery.find(gvkOf(object), signal);
    if (resource !== undefined) return resource;
    if (clock.now() > end)
      throw new KubeError('not-found', `the sandbox does not serve ${object.kind} (${object.apiVersion})`);
    client.discovery.invalidate();
    await sleep(clock, 20, signal);
  }
}

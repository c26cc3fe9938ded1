import { gunzipSync } from 'node:zlib';
import { isJsonObject, type Json, type JsonObject, type KubeObject, objectsAt, textAt } from '../../src/base/index.ts';
import { KubeError } from '../../src/kube/index.ts';
import type { TestCluster } from '../support/test-cluster.ts';

/** What a lifecycle leaves: the answers of its steps, the records as they were stored, and every object. */
export interface EndState {
  readonly steps: readonly (string | null)[];
  readonly records: readonly Json[];
  readonly objects: readonly Json[];
}

const kinds = [
  'ConfigMap',
  'Secret',
  'Service',
  'ServiceAccount',
  'Pod',
  'apps/Deployment',
  'batch/Job',
  'releases.example.com/Widget',
];

/** Reads what is in a namespace, without what differs from run to run. */
export async function endState(
  cluster: TestCluster,
  namespace: string,
  steps: readonly (string | undefined)[],
): Promise<EndState> {
  const objects: Json[] = [];
  const records: { version: number; record: Json }[] = [];
  for (const kind of kinds) {
    for (const object of await listOf(cluster, kind, namespace)) {
      if (object['type'] === 'helm.sh/release.v1') {
        records.push({ version: Number(object.metadata.labels?.['version']), record: recordOf(object) });
      } else if (isOwnDoing(object)) {
        objects.push(withoutTimes(stable(object)));
      }
    }
  }
  const settled: EndState = {
    steps: steps.map((text) => text ?? null),
    records: records.sort((a, b) => a.version - b.version).map(({ record }) => record),
    objects,
  };
  return JSON.parse(JSON.stringify(settled).replaceAll(namespace, 'NAMESPACE')) as EndState;
}

async function listOf(cluster: TestCluster, kind: string, namespace: string): Promise<readonly KubeObject[]> {
  if (kind.startsWith('releases.')) {
    const resource = await cluster.client.discovery.find({ group: 'releases.example.com', kind: 'Widget' });
    if (resource === undefined) return [];
  }
  try {
    return await cluster.list(kind, namespace);
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return [];
    throw error;
  }
}

/** Not what the control plane puts into every namespace, nor what controllers make of workloads. */
function isOwnDoing({ kind, metadata }: KubeObject): boolean {
  if (metadata.name === 'kube-root-ca.crt' || metadata.deletionTimestamp !== undefined) return false;
  if (kind === 'ServiceAccount' && metadata.name === 'default') return false;
  return metadata.ownerReferences === undefined;
}

function recordOf(object: KubeObject): Json {
  const packed = Buffer.from(textAt(object, 'data', 'release'), 'base64').toString('latin1');
  const json = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as Json;
  const { createdAt: _created, modifiedAt: _modified, ...labels } = object.metadata.labels ?? {};
  return { name: object.metadata.name ?? '', type: object['type'] ?? null, labels, release: withoutTimes(json) };
}

function stable(object: KubeObject): JsonObject {
  const { uid: _uid, resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  const managedFields = (object.metadata.managedFields ?? [])
    .filter((entry) => (entry['subresource'] ?? '') === '' && !/^(kube-|kwok|sandbox)/.test(textAt(entry, 'manager')))
    .map(({ time: _time, ...entry }) => entry)
    .sort((a, b) => (textAt(a, 'manager') < textAt(b, 'manager') ? -1 : 1));
  const { status: _status, spec, ...rest } = object;
  return {
    ...rest,
    metadata: { ...metadata, managedFields },
    ...(isJsonObject(spec) ? { spec: stableSpec(object.kind, spec) } : {}),
  };
}

function stableSpec(kind: string, spec: JsonObject): JsonObject {
  if (kind === 'Pod') return {};
  if (kind === 'Service') {
    const ports = objectsAt(spec, 'ports').map(({ nodePort: _port, ...port }) => port);
    const { clusterIP: _ip, clusterIPs: _ips, ...rest } = spec;
    return { ...rest, ports };
  }
  return spec;
}

const times = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** The same with every time, and what is made of uids, as a word; templates' own times say nothing. */
function withoutTimes(value: Json): Json {
  if (typeof value === 'string') return times.test(value) ? 'TIME' : value;
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'modtime')
      .map(([key, member]) => [
        key,
        key.endsWith('controller-uid')
          ? 'UID'
          : key.endsWith('revision') && key.includes('/')
            ? 'REVISION'
            : withoutTimes(member ?? null),
      ]),
  );
}

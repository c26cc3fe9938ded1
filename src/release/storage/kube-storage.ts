import { type Clock, type JsonObject, type KubeObject, textAt, textMapAt } from '../../base/index.ts';
import { type ApiResource, type KubeClient, KubeError, type ResourceRef } from '../../kube/index.ts';
import { ReleaseError } from '../error.ts';
import { packRelease, type RecordLimits, type Release, unpackRelease } from '../record/index.ts';
import type { ReleaseStorage } from './storage.ts';

/** Labels that belong to the storage; a user may not set them. */
export const systemLabels: readonly string[] = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'];

/** Where the records of releases lie. */
export interface KubeStorageOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  /** helm's drivers `secret` (the default of helm, too) and `configmap`. */
  readonly driver?: 'secret' | 'configmap';
  readonly clock: Clock;
  /** Of the writes, in managed fields. */
  readonly fieldManager?: string;
  readonly limits?: RecordLimits;
}

/**
 * Records in Secrets or ConfigMaps `sh.helm.release.v1.NAME.vREVISION` (helm v4 pkg/storage/driver/secrets.go, cfgmaps.go), where helm
 * finds them. A namespace of '' lists those of every namespace.
 */
export function kubeStorage(options: KubeStorageOptions): ReleaseStorage {
  const { client, namespace, clock, fieldManager = 'helm' } = options;
  const kind = options.driver === 'configmap' ? 'ConfigMap' : 'Secret';
  const refOf = (name: string, version: number): ResourceRef => ({
    resource: recordResource(kind),
    namespace,
    name: recordName(name, version),
  });
  const read = async (selector: string, signal?: AbortSignal): Promise<readonly Release[]> => {
    const { items } = await client.list(recordResource(kind), { namespace, labelSelector: selector, signal });
    return items.flatMap((item) => readableRecord(item, options.limits)).sort((a, b) => a.version - b.version);
  };
  return {
    async get(name, version, signal) {
      const object = await absentIs('not-found', () => client.get(refOf(name, version), { signal }));
      return recordOf(object, options.limits);
    },
    async labels(name, version, signal) {
      const object = await absentIs('not-found', () => client.get(refOf(name, version), { signal }));
      return object.metadata.labels ?? {};
    },
    history: (name, signal) => read(`name=${name},owner=helm`, signal),
    list: (signal) => read('owner=helm', signal),
    async create(release, signal) {
      const object = toObject(release, kind, namespace, { createdAt: seconds(clock) });
      await absentIs('exists', () => client.create(recordResource(kind), object, { fieldManager, signal }));
    },
    async update(release, signal) {
      const object = toObject(release, kind, namespace, { modifiedAt: seconds(clock) });
      const ref = refOf(release.name, release.version);
      await absentIs('not-found', () => client.replace(ref, object, { fieldManager, signal }));
    },
    async remove(name, version, signal) {
      await absentIs('not-found', () => client.delete(refOf(name, version), { signal }));
    },
  };
}

/** The name of the object that holds a revision. */
export function recordName(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}

/** The release that a Secret or ConfigMap of the storage holds. Throws ReleaseError `corrupt` and `too-large`. */
export function recordOf(object: KubeObject, limits?: RecordLimits): Release {
  const data = textAt(object, 'data', 'release');
  const packed = object.kind === 'Secret' ? Buffer.from(data, 'base64').toString('latin1') : data;
  const labels = Object.entries(textMapAt(object, 'metadata', 'labels')).filter(([key]) => !systemLabels.includes(key));
  return unpackRelease(packed, Object.fromEntries(labels), limits);
}

function readableRecord(object: KubeObject, limits?: RecordLimits): Release[] {
  try {
    return [recordOf(object, limits)];
  } catch (error) {
    // helm leaves such records out of lists; whoever asks for this revision is told.
    if (error instanceof ReleaseError) return [];
    throw error;
  }
}

function toObject(
  release: Release,
  kind: 'Secret' | 'ConfigMap',
  namespace: string,
  times: Readonly<Record<string, string>>,
): KubeObject {
  const packed = packRelease(release);
  const labels = {
    ...times,
    ...release.labels,
    name: release.name,
    owner: 'helm',
    status: release.info.status,
    version: String(release.version),
  };
  const metadata: JsonObject = { name: recordName(release.name, release.version), namespace, labels };
  if (kind === 'ConfigMap') return { apiVersion: 'v1', kind, metadata, data: { release: packed } };
  return {
    apiVersion: 'v1',
    kind,
    metadata,
    type: 'helm.sh/release.v1',
    data: { release: Buffer.from(packed, 'latin1').toString('base64') },
  };
}

const seconds = (clock: Clock): string => String(Math.floor(clock.now() / 1000));

const texts = { 'not-found': 'release: not found', exists: 'release: already exists' } as const;

/** Runs a request, with the server's refusal of an absent or present object in helm's words. */
async function absentIs<T>(code: keyof typeof texts, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const expected = code === 'exists' ? 'already-exists' : 'not-found';
    if (error instanceof KubeError && error.code === expected)
      throw new ReleaseError(code, texts[code], { object: error.object, cause: error });
    throw error;
  }
}

function recordResource(kind: 'Secret' | 'ConfigMap'): ApiResource {
  const singular = kind.toLowerCase();
  return {
    group: '',
    version: 'v1',
    kind,
    plural: `${singular}s`,
    singular,
    shortNames: [],
    namespaced: true,
    verbs: [],
    categories: [],
    subresources: [],
  };
}

import { formatKey, type KubeObject, keyOf, type ObjectKey, parseApiVersion } from '../../base/index.ts';
import type { LookedAt } from '../../api/index.ts';
import { type Action, type ObjectState, plainPlacement, type Stage } from '../../engine/index.ts';
import type { ReleaseLook } from '../../flux/index.ts';
import { fieldDifferences } from '../../patch/index.ts';
import { readObjects } from '../../release/index.ts';
import type { Manifest } from '../../render/index.ts';

/** What is asked of the cluster that a release is in. */
export interface ReleaseCluster {
  /** The key with the namespace that the object goes to: none where its kind has none. */
  place(key: ObjectKey): Promise<ObjectKey>;
  live(key: ObjectKey): Promise<KubeObject | undefined>;
  /** What an object would become if it were applied now, by a dry run. */
  predict(desired: KubeObject): Promise<KubeObject>;
}

/** How many objects are looked at at a time. */
const atOnce = 8;

/**
 * What a page is told of a release: its manifest beside what lives, and what an upgrade would do where one is due or `forced`. Throws KubeError
 * and ReleaseError.
 */
export async function releaseOutcome(look: ReleaseLook, cluster: ReleaseCluster, forced: boolean): Promise<LookedAt> {
  const { release, next, isDue, problems } = look;
  const isThere = release !== undefined && release.info.status !== 'uninstalled';
  const released = isThere ? manifestsOf(release.manifest.reveal()) : [];
  const objects = await statesOf(released, look, cluster);
  const wanted = next === undefined || !(isDue || forced) ? undefined : manifestsOf(next.rendered.manifest);
  const stages = wanted === undefined ? [] : stagesOf(await statesOf(wanted, look, cluster), objects);
  return {
    revision: undefined,
    sourceType: 'Helm',
    warnings: [],
    objects,
    plan: { stages, problems: [], refused: [] },
    failure: problems.length === 0 ? undefined : { stage: 'render', problems },
  };
}

/** The objects of a manifest, each with the template that its `# Source:` names. */
function manifestsOf(text: string): Manifest[] {
  return text.split(/^---\n/m).flatMap((document) => {
    const file = /^# Source: (.+)$/m.exec(document)?.[1] ?? '';
    // The name of the chart begins every path of helm's; the page names the chart elsewhere.
    const origin = { file: file.slice(file.indexOf('/') + 1), line: 1, column: 1 };
    return readObjects(document).map((object) => ({ object, origin, originOf: () => origin }));
  });
}

async function statesOf(
  manifests: readonly Manifest[],
  { namespace }: ReleaseLook,
  cluster: ReleaseCluster,
): Promise<ObjectState[]> {
  const states: ObjectState[] = [];
  const waiting = [...manifests.entries()];
  const work = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      const [at, manifest] = entry;
      states[at] = await stateOf(manifest, namespace, cluster);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return states;
}

async function stateOf(manifest: Manifest, namespace: string, cluster: ReleaseCluster): Promise<ObjectState> {
  const { object } = manifest;
  const own = keyOf(object);
  const key = await cluster.place({ ...own, namespace: own.namespace === '' ? namespace : own.namespace });
  const desired =
    key.namespace === '' ? object : { ...object, metadata: { ...object.metadata, namespace: key.namespace } };
  const live = await cluster.live(key);
  const state = {
    key,
    version: parseApiVersion(object.apiVersion).version,
    desired,
    digest: '',
    manifest,
    live,
    placement: plainPlacement,
    health: undefined,
  };
  if (live === undefined) return { ...state, sync: 'missing', differences: [] };
  // Only where a field reads otherwise the cluster is asked what it would make of it: quantities and defaults are its own affair.
  const differences =
    fieldDifferences(desired, live).length === 0
      ? []
      : fieldDifferences(comparable(await cluster.predict(desired)), comparable(live));
  return { ...state, sync: differences.length === 0 ? 'synced' : 'out-of-sync', differences };
}

/** An object without what every write changes. */
function comparable(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object;
  const { managedFields: _fields, resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  return { ...rest, metadata };
}

/** What an upgrade writes, and what it deletes: what the last release had and the next has not, unless it is to be kept. */
function stagesOf(wanted: readonly ObjectState[], released: readonly ObjectState[]): Stage[] {
  const kept = new Set(wanted.map(({ key }) => formatKey(key)));
  const gone = released.filter(
    ({ key, live, desired }) =>
      live !== undefined &&
      !kept.has(formatKey(key)) &&
      desired?.metadata.annotations?.['helm.sh/resource-policy'] !== 'keep',
  );
  const writes = wanted.flatMap((state): Action[] => {
    const { key, placement, desired, digest, manifest, sync, differences } = state;
    if (desired === undefined || sync === 'synced') return [];
    const write = { key, placement, desired, digest, manifest };
    if (sync === 'missing') return [{ kind: 'create', reason: 'it is not there', ...write }];
    const reason = `${differences.length} field${differences.length === 1 ? ' differs' : 's differ'}`;
    return [{ kind: 'update', reason, ...write }];
  });
  const deletions = gone.flatMap(({ key, placement, live }): Action[] =>
    live === undefined ? [] : [{ kind: 'delete', reason: 'the chart has it no more', key, placement, live }],
  );
  const common = { phase: 0, wave: 0 };
  return [
    ...(writes.length === 0 ? [] : [{ kind: 'write' as const, ...common, objects: wanted, actions: writes }]),
    ...(deletions.length === 0 ? [] : [{ kind: 'prune' as const, ...common, objects: gone, actions: deletions }]),
  ];
}

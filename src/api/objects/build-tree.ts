import { formatKey, keyOf, type KubeObject, messageOf, type ObjectKey, parseApiVersion } from '../../base/index.ts';
import { assessHealth } from '../../engine/index.ts';
import { KubeError } from '../../kube/index.ts';
import type { DeliveryRow, TreeNode } from '../contract/index.ts';
import type { OwnedObject } from '../deliveries/index.ts';
import { childKindsOf } from './child-kinds.ts';
import type { ClusterObjects, ObjectsTarget } from './cluster-objects.ts';
import { containersOf, factsOf, imagesOf } from './node-facts.ts';

/** A tree of more nodes is cut. */
const maxNodes = 5_000;
/** Children of children of children …: deeper ones are left out. */
const maxDepth = 8;

/** The nodes of a tree, the root first, each after its parent. */
export interface BuiltTree {
  readonly nodes: TreeNode[];
  readonly truncated: number;
  readonly unread: string[];
  /** The uids of all objects: a change of one, or of what it owns, is a change of the tree. */
  readonly uids: ReadonlySet<string>;
}

/** What a tree is built of. */
export interface TreeRequest {
  readonly row: DeliveryRow;
  readonly owner: KubeObject;
  readonly owned: readonly OwnedObject[];
  readonly target: ObjectsTarget;
  /** The id of a delivery, where an object of the home cluster is one. */
  readonly deliveryOf: (key: ObjectKey) => string | undefined;
  readonly now: number;
}

interface Growing {
  readonly id: string;
  readonly object: KubeObject;
}

/** What a delivery owns, and what that has made, by owner references. Kinds that cannot be read are told, and the rest is shown. */
export async function buildTree(
  objects: ClusterObjects,
  request: TreeRequest,
  signal: AbortSignal,
): Promise<BuiltTree> {
  const { row, owner, owned, target, now } = request;
  const unread = new Map<string, string>();
  const listed = new Map<string, Promise<readonly KubeObject[]>>();
  const list = (kind: { group: string; kind: string }, namespace: string): Promise<readonly KubeObject[]> => {
    const id = `${kind.group}/${kind.kind}/${namespace}`;
    const found =
      listed.get(id) ??
      objects.list(target, kind, namespace, signal).then(
        (all) => all ?? [],
        (error: unknown) => {
          if (!(error instanceof KubeError) || signal.aborted) throw error;
          unread.set(`${kind.group}/${kind.kind}`, `${kind.kind}: ${messageOf(error)}`);
          return [];
        },
      );
    listed.set(id, found);
    return found;
  };
  const root: TreeNode = {
    id: row.id,
    object: keyOf(owner),
    version: parseApiVersion(owner.apiVersion).version,
    managed: true,
    sync: row.sync.status,
    health: row.health.status,
    ...(row.health.why === undefined ? {} : { why: row.health.why }),
    delivery: row.id,
    facts: [],
  };
  const nodes: TreeNode[] = [root];
  const uids = new Set<string>();
  let level: Growing[] = [];
  const lists = await Promise.all(owned.map((entry) => list(entry, entry.namespace)));
  for (const [at, entry] of owned.entries()) {
    const live = lists[at]?.find(({ metadata }) => metadata.name === entry.name);
    const node = managedNode(entry, live, request);
    nodes.push(node);
    if (live !== undefined && node.delivery === undefined) level.push({ id: node.id, object: live });
  }
  const seen = new Set(nodes.map(({ id }) => id));
  for (let depth = 0; depth < maxDepth && level.length > 0; depth += 1) {
    const next: Growing[] = [];
    const byUid = new Map(level.map((parent) => [parent.object.metadata.uid ?? '', parent]));
    for (const uid of byUid.keys()) uids.add(uid);
    const places = new Map(
      level.flatMap(({ object }) =>
        childKindsOf(keyOf(object)).map(
          (kind) =>
            [
              `${kind.group}/${kind.kind}/${object.metadata.namespace ?? ''}`,
              { kind, namespace: object.metadata.namespace ?? '' },
            ] as const,
        ),
      ),
    );
    const candidates = await Promise.all([...places.values()].map(({ kind, namespace }) => list(kind, namespace)));
    for (const child of candidates.flat()) {
      const parent = child.metadata.ownerReferences
        ?.map(({ uid }) => byUid.get(uid))
        .find((found) => found !== undefined);
      const id = formatKey(keyOf(child));
      if (parent === undefined || seen.has(id)) continue;
      seen.add(id);
      nodes.push({ ...liveNode(child, now), id, parent: parent.id, managed: false });
      next.push({ id, object: child });
    }
    level = next;
  }
  for (const { object } of level) if (object.metadata.uid !== undefined) uids.add(object.metadata.uid);
  return {
    nodes: nodes.slice(0, maxNodes),
    truncated: Math.max(0, nodes.length - maxNodes),
    unread: [...unread.values()],
    uids,
  };
}

function managedNode(
  entry: OwnedObject,
  live: KubeObject | undefined,
  { row, deliveryOf, now }: TreeRequest,
): TreeNode {
  const { group, kind, namespace, name } = entry;
  const key = { group, kind, namespace, name };
  const delivery = deliveryOf(key);
  const common = {
    id: formatKey(key),
    parent: row.id,
    managed: true,
    ...(entry.sync === undefined ? {} : { sync: entry.sync }),
    ...(entry.wave === undefined ? {} : { wave: entry.wave }),
    ...(entry.extra === undefined ? {} : { extra: entry.extra }),
    ...(delivery === undefined ? {} : { delivery }),
  };
  if (live !== undefined) return { ...liveNode(live, now), ...common };
  return { ...common, object: key, version: entry.version, health: 'Missing', facts: [] };
}

function liveNode(object: KubeObject, now: number): Omit<TreeNode, 'id' | 'parent' | 'managed'> {
  const { uid, creationTimestamp, deletionTimestamp, annotations } = object.metadata;
  const health = assessHealth(object, 'health', now);
  const images = imagesOf(object);
  const containers = containersOf(object);
  const hook = annotations?.['argocd.argoproj.io/hook'] ?? annotations?.['helm.sh/hook'];
  return {
    object: keyOf(object),
    version: parseApiVersion(object.apiVersion).version,
    ...(uid === undefined ? {} : { uid }),
    ...(health === undefined
      ? {}
      : { health: health.status, ...(health.message === '' ? {} : { why: health.message.slice(0, 500) }) }),
    ...(hook === undefined ? {} : { hook }),
    ...(creationTimestamp === undefined ? {} : { createdAt: creationTimestamp }),
    ...(deletionTimestamp === undefined ? {} : { deleting: true }),
    facts: factsOf(object),
    ...(images.length === 0 ? {} : { images }),
    ...(containers === undefined ? {} : { containers }),
  };
}

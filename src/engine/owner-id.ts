import type { OwnerKey } from './delivery.ts';

/** An owner as one text, for queues and maps: `cluster|group/kind/namespace/name`. */
export type OwnerId = `${string}|${string}/${string}/${string}/${string}`;

/** The text of an owner's key. */
export function ownerId(owner: OwnerKey): OwnerId {
  return `${owner.cluster}|${owner.group}/${owner.kind}/${owner.namespace}/${owner.name}`;
}

/** `Kind namespace/name`, for people. */
export function describeOwner(owner: Pick<OwnerKey, 'kind' | 'namespace' | 'name'>): string {
  return `${owner.kind} ${owner.namespace}/${owner.name}`;
}

/** The key that an id was made from. */
export function parseOwnerId(id: OwnerId): OwnerKey {
  const bar = id.indexOf('|');
  const [group = '', kind = '', namespace = '', name = ''] = id.slice(bar + 1).split('/');
  return { cluster: id.slice(0, bar), group, kind, namespace, name };
}

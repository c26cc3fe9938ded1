import type { KubeObject } from '../../base/index.ts';
import type { WatchEvent } from '../client.ts';
import type { InformerEvent } from '../informer.ts';
import type { ObjectStore } from './object-store.ts';
import { isNewer } from './resource-version.ts';

/**
 * Brings `store` to what one event of a watch says, and gives what changed by it. An event that is older than what is kept changes
 * nothing. An object that was deleted and made anew under its name, without the delete being seen, is both.
 */
export function applyEvent(
  store: ObjectStore,
  event: Exclude<WatchEvent, { kind: 'bookmark' }>,
): readonly InformerEvent[] {
  const { namespace = '', name = '', resourceVersion } = event.object.metadata;
  const old = store.get(namespace, name);
  if (old !== undefined && !isNewer(resourceVersion, old.metadata.resourceVersion)) return [];
  if (event.kind === 'deleted') {
    store.delete(namespace, name);
    return old === undefined ? [] : [{ kind: 'deleted', object: event.object }];
  }
  store.set(event.object);
  return changes(old, event.object);
}

/**
 * What changes when the whole of `next` takes the place of `old`: what vanished first. Objects that are the same keep their identity
 * in `next`, so that who holds one goes on holding the cached one.
 */
export function replaceAll(old: ObjectStore, next: ObjectStore): readonly InformerEvent[] {
  const events: InformerEvent[] = [];
  for (const object of old.list()) {
    const { namespace = '', name = '' } = object.metadata;
    if (next.get(namespace, name) === undefined) events.push({ kind: 'deleted', object });
  }
  for (const object of next.list()) {
    const { namespace = '', name = '', uid, resourceVersion } = object.metadata;
    const before = old.get(namespace, name);
    if (before !== undefined && before.metadata.uid === uid && before.metadata.resourceVersion === resourceVersion)
      next.set(before);
    else for (const event of changes(before, object)) events.push(event);
  }
  return events;
}

function changes(old: KubeObject | undefined, object: KubeObject): readonly InformerEvent[] {
  if (old === undefined) return [{ kind: 'added', object }];
  if (old.metadata.uid === object.metadata.uid) return [{ kind: 'modified', object, old }];
  return [
    { kind: 'deleted', object: old },
    { kind: 'added', object },
  ];
}

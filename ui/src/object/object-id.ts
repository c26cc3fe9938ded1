import type { ObjectKey } from '../api/index.ts';

/** An object's name in an address: group/kind/namespace/name, as the nodes of a tree have it. */
export function idOfObject({ group, kind, namespace, name }: ObjectKey): string {
  return [group, kind, namespace, name].join('/');
}

/** Reads it; undefined where it names no object. */
export function objectOfId(id: string | undefined): ObjectKey | undefined {
  const [group, kind, namespace, name, ...more] = id?.split('/') ?? [];
  if (group === undefined || !kind || namespace === undefined || !name || more.length > 0) return undefined;
  return { group, kind, namespace, name };
}

/** An object as people name it: `Deployment shop/web`. */
export function objectText({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

import { equalGvk, type Gvk, gvkText, isSelectedGvk, parseGvkText } from './gvk.ts';

/** A resource as kustomize names it (kyaml 0.20, resid.ResId). */
export interface ResourceId extends Gvk {
  readonly namespace: string;
  readonly name: string;
  /**
   * Whether the schema in use says for certain that the kind lies in no namespace. Ids from before a rename do not know it (api 0.20,
   * utils.PrevIds); they carry `noNamespace` as their namespace instead.
   */
  readonly clusterScoped: boolean;
}

/** Which kinds are certainly cluster-scoped, by the schema in use. */
export interface Scopes {
  isClusterScoped(gvk: Gvk): boolean;
}

/** The namespace of what is in none. */
export const noNamespace = '_non_namespaceable_';

/** The namespace that counts where ids are compared: an empty one is `default` (ResId.EffectiveNamespace). */
export function effectiveNamespace({ clusterScoped, namespace }: ResourceId): string {
  if (clusterScoped) return noNamespace;
  return namespace === '' ? 'default' : namespace;
}

/** Whether both name the same resource: kind, name and effective namespace (ResId.Equals). */
export function equalIds(one: ResourceId, other: ResourceId): boolean {
  return equalKindAndName(one, other) && effectiveNamespace(one) === effectiveNamespace(other);
}

/** Whether kind and name are the same (ResId.GvknEquals). */
export function equalKindAndName(one: ResourceId, other: ResourceId): boolean {
  return one.name === other.name && equalGvk(one, other);
}

/** Whether `id` has what `selector` asks for; empty members ask for nothing (ResId.IsSelectedBy). */
export function isSelectedId(id: ResourceId, selector: ResourceId): boolean {
  return (
    (selector.name === '' || selector.name === id.name) &&
    (selector.namespace === '' || effectiveNamespace(selector) === effectiveNamespace(id)) &&
    isSelectedGvk(id, selector)
  );
}

/** A text that equal ids, and only they, share: for indexes. */
export function idKey(id: ResourceId): string {
  return `${id.group}\0${id.version}\0${id.kind}\0${effectiveNamespace(id)}\0${id.name}`;
}

/** As messages name it: `Deployment.v1.apps/web.[noNs]` (ResId.String). */
export function idText(id: ResourceId): string {
  return `${gvkText(id)}/${id.name === '' ? '[noName]' : id.name}.${id.namespace === '' ? '[noNs]' : id.namespace}`;
}

/** Reads what `idText` wrote (resid.FromString). */
export function parseIdText(text: string, scopes: Scopes): ResourceId {
  const [kind = '', place = ''] = text.split('/');
  const gvk = parseGvkText(kind);
  const dot = place.lastIndexOf('.');
  const name = place.slice(0, Math.max(dot, 0));
  const namespace = place.slice(dot + 1);
  return {
    ...gvk,
    name: name === '[noName]' ? '' : name,
    namespace: namespace === '[noNs]' ? '' : namespace,
    clusterScoped: scopes.isClusterScoped(gvk),
  };
}

import { KustomizeError } from '../error.ts';
import type { SelectorEntry } from '../kustomization/index.ts';
import {
  currentId,
  idKey,
  idText,
  matchAnyId,
  nameOf,
  type Resource,
  type ResourceList,
  type Scopes,
} from '../resource/index.ts';
import type { MapNode } from '../node/index.ts';
import { compileSelector, type Selector, type SelectorPattern } from '../selectors/index.ts';

/** The selector of an entry. */
export function selectorOf(entry: SelectorEntry): Selector {
  return {
    group: entry.group?.text ?? '',
    version: entry.version?.text ?? '',
    kind: entry.kind?.text ?? '',
    name: entry.name?.text ?? '',
    namespace: entry.namespace?.text ?? '',
    labelSelector: entry.labelSelector?.text ?? '',
    annotationSelector: entry.annotationSelector?.text ?? '',
  };
}

/** Selects by a target, which is compiled when it is first used: upstream refuses a bad one only then. */
export function selection(target: SelectorEntry): (resources: ResourceList) => Resource[] {
  let pattern: SelectorPattern | undefined;
  return (resources) => {
    try {
      const compiled = (pattern ??= compileSelector(selectorOf(target), 'patch'));
      return resources.filter((resource) => compiled.selects(resource));
    } catch (error) {
      if (!(error instanceof KustomizeError) || error.place !== undefined) throw error;
      throw new KustomizeError(error.code, error.message, { place: target.place, cause: error });
    }
  };
}

/**
 * The one resource that has, or had, the id of a patch (ResMap.GetById).
 * @throws KustomizeError `patch` where there is none, or several
 */
export function resourceOf(resources: ResourceList, patch: MapNode, scopes: Scopes): Resource {
  const id = currentId({ root: patch, scopes });
  const key = idKey(id);
  const named = resources.filter(
    ({ root, previous }) => nameOf(root) === id.name || previous.some(({ name }) => name === id.name),
  );
  const [found, ...others] = matchAnyId(named, (other) => idKey(other) === key);
  if (found === undefined || others.length > 0) {
    const matches =
      found === undefined
        ? `no matches for Id ${idText(id)}: correct kind, name and namespace, or say a target`
        : `multiple matches for Id ${idText(id)}: say a target`;
    const message = `${matches}; failed to find unique target for patch ${idText(id)}`;
    throw new KustomizeError('patch', message, { place: patch.place });
  }
  return found;
}

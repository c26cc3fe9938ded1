import { formatKey, type ObjectKey } from '../../../base/index.ts';
import { type Engine, twoOwners, type OwnerKey } from '../../../engine/index.ts';
import { type ObjectOwnership, ReleaseError, type ReleaseObject } from '../../../release/index.ts';

/** What ownership is judged by: the watches of the target cluster, and what every owner of every dialect claims. */
export interface OwnershipPorts {
  readonly claims: Engine['claims'];
  readonly view: Pick<Awaited<ReturnType<Engine['view']>>, 'observe' | 'readUnwatched' | 'get'>;
  readonly cluster: string;
  readonly owner: OwnerKey;
  readonly signal: AbortSignal;
}

/** The key of an object of a release. */
export function keyOfTarget({ resource, namespace, name }: ReleaseObject): ObjectKey {
  return { group: resource.group, kind: resource.kind, namespace, name };
}

/**
 * Which objects a HelmRelease may have. helm-controller takes whatever it finds (`disableTakeOwnership` is off by default); we do so too with
 * what nobody has, and refuse what another Application, Kustomization or HelmRelease delivers. Definitions are shared.
 */
export function objectOwnership({ claims, view, cluster, owner, signal }: OwnershipPorts): ObjectOwnership {
  const look = async (targets: readonly ReleaseObject[]): Promise<void> => {
    const seen = new Set<string>();
    for (const { resource, namespace } of targets) {
      const scope = `${resource.group}/${resource.kind}/${namespace}`;
      if (seen.has(scope)) continue;
      seen.add(scope);
      await view.observe(resource, namespace, signal);
    }
    await view.readUnwatched(targets.map(keyOfTarget), signal);
  };
  return {
    take: async (all) => {
      const targets = all.filter(({ resource }) => resource.kind !== 'CustomResourceDefinition');
      await look(targets);
      const taken = claims.claim(cluster, owner, targets.map(keyOfTarget));
      const refusals = targets.flatMap((target) => {
        const key = keyOfTarget(target);
        const live = view.get(key);
        const holder = live === undefined ? taken.get(formatKey(key)) : claims.foreignOwner(cluster, owner, live, key);
        return holder === undefined ? [] : [{ key, holder }];
      });
      claims.refused(cluster, owner, refusals);
      if (refusals.length === 0) return;
      const texts = refusals.map(({ key, holder }) => twoOwners(key, owner, holder).message);
      throw new ReleaseError('ownership', texts.join('; '), { object: owner.name });
    },
    deletable: async (targets) => {
      await look(targets);
      return targets.filter((target) => {
        const key = keyOfTarget(target);
        const live = view.get(key);
        if (live !== undefined && claims.foreignOwner(cluster, owner, live, key) !== undefined) return false;
        return !claims.isContended(cluster, owner, key);
      });
    },
  };
}

import type { JsonObject } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { helmGroup } from '../names.ts';
import type { HelmReleaseSpec } from './spec/index.ts';

/** Why a HelmRelease must wait for another one, in Flux's words. */
export async function unmetDependency(spec: HelmReleaseSpec, lookup: Lookup): Promise<string | undefined> {
  for (const { namespace, name } of spec.dependsOn) {
    const id = `${namespace}/${name}`;
    const dependency = await lookup.get({ group: helmGroup, kind: 'HelmRelease' }, namespace, name);
    if (dependency === undefined)
      return `unable to get '${id}' dependency: helmreleases.helm.toolkit.fluxcd.io "${name}" not found`;
    const observed = (dependency['status'] as JsonObject | undefined)?.['observedGeneration'];
    const isReady = conditionOf(dependency, 'Ready')?.['status'] === 'True';
    if (observed !== dependency.metadata.generation || !isReady) return `dependency '${id}' is not ready`;
  }
  return undefined;
}

import { jsonAt } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { kustomizeGroup } from '../names.ts';
import type { KustomizationSpec } from './spec.ts';

/**
 * Why the Kustomization must still wait for one that it depends on, in upstream's words; undefined when it need not. A dependency is
 * ready when it has looked at its newest generation, is Ready, and, where both read the same source, has applied the same revision
 * (kustomize-controller v1.9, checkDependencies).
 */
export async function unmetDependency(
  spec: KustomizationSpec,
  revision: string,
  lookup: Lookup,
): Promise<string | undefined> {
  for (const { name, namespace } of spec.dependsOn) {
    const id = `${namespace}/${name}`;
    const dependency = await lookup.get({ group: kustomizeGroup, kind: 'Kustomization' }, namespace, name);
    if (dependency === undefined) {
      return `dependency '${id}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`;
    }
    const observed = jsonAt(dependency, 'status', 'observedGeneration');
    const ready = conditionOf(dependency, 'Ready')?.['status'] === 'True';
    if (observed !== dependency.metadata.generation || !ready) return `dependency '${id}' is not ready`;
    const source = jsonAt(dependency, 'spec', 'sourceRef');
    const same =
      jsonAt(source, 'kind') === spec.sourceRef.kind &&
      jsonAt(source, 'name') === spec.sourceRef.name &&
      (jsonAt(source, 'namespace') ?? namespace) === spec.sourceRef.namespace;
    if (same && jsonAt(dependency, 'status', 'lastAppliedRevision') !== revision) {
      return `dependency '${id}' revision is not up to date`;
    }
  }
  return undefined;
}

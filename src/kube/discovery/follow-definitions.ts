import { type Json, jsonAt, jsonEqual, type KubeObject } from '../../base/index.ts';
import type { Informer } from '../informer.ts';
import type { Discovery } from '../resource.ts';

/**
 * Invalidates `discovery` whenever what `informer` watches changes what is served: CustomResourceDefinitions (served versions, names
 * and whether they are established) or APIServices (whether they are available). Returns the way to end it.
 */
export function followDefinitions(discovery: Discovery, informer: Informer): () => void {
  return informer.subscribe((event) => {
    const unchanged = event.kind === 'modified' && jsonEqual(served(event.old), served(event.object));
    if (!unchanged) discovery.invalidate();
  });
}

/** The parts of a definition that discovery shows. */
function served(definition: KubeObject): Json {
  const conditions = jsonAt(definition, 'status', 'conditions');
  const versions = jsonAt(definition, 'spec', 'versions');
  return [
    jsonAt(definition, 'spec', 'names') ?? null,
    jsonAt(definition, 'status', 'acceptedNames') ?? null,
    Array.isArray(versions)
      ? versions.map((version) => [
          jsonAt(version, 'name') ?? null,
          jsonAt(version, 'served') ?? null,
          jsonAt(version, 'subresources') ?? null,
        ])
      : null,
    Array.isArray(conditions)
      ? conditions.map((condition) => [jsonAt(condition, 'type') ?? null, jsonAt(condition, 'status') ?? null])
      : null,
    definition.metadata.deletionTimestamp ?? null,
  ];
}

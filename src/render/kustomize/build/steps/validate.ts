import { KustomizeError } from '../../error.ts';
import { equalNodes, getMap } from '../../node/index.ts';
import { copyResource, currentId, idKey, type ResourceList } from '../../resource/index.ts';
import type { Accumulator } from '../accumulator.ts';
import { externalTransformers, type Gather } from './plugins.ts';
import type { Target } from '../target.ts';

const validatedBy = 'validated-by';

/** Runs the transformers of `validators`, which may only refuse, or set one label (KustTarget.runValidators). Throws KustomizeError. */
export function runValidators(target: Target, into: Accumulator, gather: Gather): void {
  for (const { transformer } of externalTransformers(target, target.kustomization.validators, gather)) {
    const before = into.resources.map(copyResource);
    transformer.transform(into.resources, target.context);
    checkUnchanged(before, into.resources.map(copyResource), target);
  }
}

function checkUnchanged(before: ResourceList, after: ResourceList, target: Target): void {
  let rewritten = false;
  for (const resource of after) {
    const labels = getMap(resource.root, 'metadata', 'labels');
    if (labels?.entries.delete(validatedBy) !== true) continue;
    // Upstream writes the other labels anew when it takes this one off, and then finds that they are other nodes than before.
    if (labels.entries.size > 0) rewritten = true;
    else getMap(resource.root, 'metadata')?.entries.delete('labels');
  }
  const byId = new Map(after.map((resource) => [idKey(currentId(resource)), resource]));
  const changed = before.find((resource) => {
    const other = byId.get(idKey(currentId(resource)));
    return other === undefined || !equalNodes(resource.root, other.root);
  });
  if (!rewritten && changed === undefined && before.length === after.length) return;
  const message = "validator shouldn't modify the resource map: name it in transformers, or take out what it changes";
  throw new KustomizeError('validator', message, { place: target.kustomization.validators[0]?.place });
}

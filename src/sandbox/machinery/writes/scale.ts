import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject, numberAt } from '../../../base/index.ts';
import { requirementsOf, selectorText } from '../../selectors/label-selector.ts';
import { invalidObject, notFound } from '../api-error.ts';
import type { Cluster, WriteContext } from '../cluster.ts';
import { invalid } from '../field-error.ts';
import type { ResourceType, ScalePaths } from '../resource-type.ts';
import { type UpdatePlan, updateObject } from './update.ts';
import type { Target, Written } from './write.ts';

const usualPaths: ScalePaths = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };

/** The Scale of an object, without managed fields. */
export function scaleOf(type: ResourceType, object: KubeObject): KubeObject {
  const paths = type.scale ?? usualPaths;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = numberAt(object, steps(paths.specReplicasPath));
  const selector = selectorOf(type, object);
  const metadata: JsonObject = { name, namespace, uid, resourceVersion, creationTimestamp };
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata,
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberAt(object, steps(paths.statusReplicasPath)),
      ...(selector === '' ? {} : { selector }),
    },
  };
}

/** The path of a custom resource's replicas where it has none, and so no Scale that could be read. */
export function missingReplicas(type: ResourceType, object: KubeObject): string | undefined {
  const path = type.scale?.specReplicasPath;
  return path === undefined || jsonAt(object, ...steps(path)) !== undefined ? undefined : path;
}

/**
 * Changes an object through its Scale: `change` gets the present one, with its managed fields, and gives the wanted one with its.
 * Throws ApiError.
 */
export function scaleObject(
  cluster: Cluster,
  target: Target,
  change: (scale: KubeObject) => KubeObject,
  context: WriteContext,
): Promise<Written> {
  const { type, version } = target;
  const path = (type.scale ?? usualPaths).specReplicasPath;
  const plan: UpdatePlan = {
    create: false,
    next: (current) => {
      if (current === undefined) throw notFound(type, target.name);
      const live = type.codec.fromStorage(current, version);
      const paths = { type, version, replicasPath: steps(path) };
      const scale = cluster.fields.ofScale(live, scaleOf(type, live), paths);
      const wanted = change(scale);
      const replicas = numberAt(wanted, ['spec', 'replicas']);
      if (replicas < 0) {
        const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
        throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, target.name, [error]);
      }
      const next = withValue(live, steps(path), replicas) as KubeObject;
      const owned = cluster.fields.toScaled(next, wanted, paths);
      const { resourceVersion } = wanted.metadata;
      const metadata = { ...owned.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
      return type.codec.toStorage({ ...owned, metadata }, version);
    },
  };
  return updateObject(cluster, target, plan, context);
}

function selectorOf(type: ResourceType, object: KubeObject): string {
  if (type.custom) {
    const path = type.scale?.labelSelectorPath;
    const text = path === undefined ? undefined : jsonAt(object, ...steps(path));
    return typeof text === 'string' ? text : '';
  }
  const selector = jsonAt(object, 'spec', 'selector');
  // A ReplicationController has a plain map.
  const usual =
    isJsonObject(selector) && (selector['matchLabels'] !== undefined || selector['matchExpressions'] !== undefined);
  const requirements = requirementsOf(usual || !isJsonObject(selector) ? selector : { matchLabels: selector });
  return requirements === undefined ? '' : selectorText(requirements);
}

function steps(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

/** The value with one part replaced; shares the rest. */
function withValue(value: Json | undefined, path: readonly string[], part: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return part;
  const object = isJsonObject(value) ? value : {};
  return { ...object, [step]: withValue(object[step], rest, part) };
}

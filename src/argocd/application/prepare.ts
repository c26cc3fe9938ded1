import { keyOf, type KubeObject } from '../../base/index.ts';
import type { Delivery, Placement, Prepared } from '../../engine/index.ts';
import { hookAnnotation, syncOptionsAnnotation, syncWaveAnnotation, trackingIdAnnotation } from '../names.ts';
import { instanceName, trackingId } from '../tracking.ts';
import { kindRank } from './kind-order.ts';

/** Phases in the order of a sync: PreSync, Sync, PostSync, SyncFail. */
const syncPhase = 0;

/**
 * Makes an object ready for an Application: its namespace is the destination's where it has none, cluster-scoped objects lose theirs, and
 * the tracking id is put on it. Hooks are left out: they are no part of the state that is compared.
 */
export function prepareApplicationObject(
  object: KubeObject,
  delivery: Delivery,
  controlPlane: string,
  namespaced: boolean | undefined,
): Prepared {
  const annotations = object.metadata.annotations ?? {};
  if (isHook(annotations)) return { kind: 'skipped' };
  const { namespace: own, ...metadata } = object.metadata;
  const namespace = namespaced === false ? '' : (own ?? delivery.namespace);
  const placed: KubeObject = {
    ...object,
    metadata: { ...metadata, ...(namespace === '' ? {} : { namespace }) },
  };
  const id = trackingId(instanceName(delivery.owner, controlPlane), keyOf(placed), delivery.namespace);
  const marked: KubeObject = {
    ...placed,
    metadata: { ...placed.metadata, annotations: { ...annotations, [trackingIdAnnotation]: id } },
  };
  return { kind: 'object', object: marked, placement: placementOf(object) };
}

/** Argo CD's hooks, and Helm's where there is no Argo CD annotation. */
function isHook(annotations: Readonly<Record<string, string>>): boolean {
  const hook = annotations[hookAnnotation] ?? annotations['helm.sh/hook'];
  return hook !== undefined && hook.trim() !== '' && hook !== 'crd-install';
}

function placementOf(object: KubeObject): Placement {
  const annotations = object.metadata.annotations ?? {};
  const options = new Set((annotations[syncOptionsAnnotation] ?? '').split(',').map((option) => option.trim()));
  const wave = Number(annotations[syncWaveAnnotation] ?? '0');
  return {
    phase: syncPhase,
    wave: Number.isInteger(wave) ? wave : 0,
    rank: kindRank(object.kind),
    gate: 'multi-stage',
    hook: undefined,
    prune: !options.has('Prune=false'),
    remove: !options.has('Delete=false'),
    pruneLast: options.has('PruneLast=true'),
    force: options.has('Force=true'),
    replace: options.has('Replace=true'),
    write: 'override',
  };
}

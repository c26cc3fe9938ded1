import { describeKey, gvkOf, keyOf, type KubeObject, type Problem } from '../../base/index.ts';
import type { Delivery, Placement, Prepared } from '../../engine/index.ts';
import { syncWaveAnnotation, trackingIdAnnotation } from '../names.ts';
import { instanceName, trackingId } from '../tracking.ts';
import { phaseNumbers, readHook } from './hooks.ts';
import { kindRank } from './kind-order.ts';
import { optionsOf, optionValue } from './sync-options.ts';

const helmHookWeight = 'helm.sh/hook-weight';
const helmResourcePolicy = 'helm.sh/resource-policy';

/** The code of the refusal of an object that lies in a namespace, where neither it nor the destination names one. */
export const namespaceMissing = 'namespace-missing';

/**
 * Makes an object ready for an Application: its namespace is the destination's where it has none, cluster-scoped objects lose theirs, and
 * the tracking id is put on it. Hooks are told apart: they are run, and no part of the state that is compared.
 */
export function prepareApplicationObject(
  object: KubeObject,
  delivery: Delivery,
  controlPlane: string,
  namespaced: boolean | undefined,
): Prepared {
  const annotations = object.metadata.annotations ?? {};
  const reading = readHook(annotations);
  if (reading.kind === 'left' && !reading.told) return { kind: 'skipped' };
  const { namespace: own, ...metadata } = object.metadata;
  const namespace = namespaced === false ? '' : (own ?? delivery.namespace);
  if (namespaced === true && namespace === '') return { kind: 'refused', problem: missingNamespace(object) };
  const placed: KubeObject = {
    ...object,
    metadata: { ...metadata, ...(namespace === '' ? {} : { namespace }) },
  };
  const id = trackingId(instanceName(delivery.owner, controlPlane), keyOf(placed), delivery.namespace);
  const marked: KubeObject = {
    ...placed,
    metadata: { ...placed.metadata, annotations: { ...annotations, [trackingIdAnnotation]: id } },
  };
  if (reading.kind === 'left') return { kind: 'skipped', told: marked };
  const placement = placementOf(object);
  if (reading.kind === 'none') return { kind: 'object', object: marked, placement };
  const { hook } = reading;
  const finalizers = [...(marked.metadata.finalizers ?? []), hook.finalizer];
  const held: KubeObject = { ...marked, metadata: { ...marked.metadata, finalizers: [...new Set(finalizers)] } };
  return { kind: 'hook', object: held, placement: { ...placement, hook } };
}

/** Upstream's words (Argo CD v3.6, controller/state.go CompareAppState), and what to do. */
function missingNamespace(object: KubeObject): Problem {
  const { group, version, kind } = gvkOf(object);
  const message = `Namespace for ${object.metadata.name ?? ''} ${group}/${version}, Kind=${kind} is missing. Set spec.destination.namespace, or metadata.namespace of the object`;
  return { code: namespaceMissing, message, object: describeKey(keyOf(object)) };
}

function placementOf(object: KubeObject): Placement {
  const annotations = object.metadata.annotations ?? {};
  const options = optionsOf(annotations);
  return {
    phase: phaseNumbers['Sync'] ?? 0,
    wave: waveOf(annotations),
    rank: kindRank(object.kind),
    gate: 'multi-stage',
    hook: undefined,
    prune: pruneOf(options),
    remove: removeOf(object, options),
    pruneLast: options.has('PruneLast=true'),
    force: options.has('Force=true'),
    replace: options.has('Replace=true'),
    write: 'override',
  };
}

/** The placement of an object that is there: it may be forced or replaced by what somebody wrote on it by hand. */
export function placeLive(placement: Placement, live: KubeObject): Placement {
  const options = optionsOf(live.metadata.annotations);
  return {
    ...placement,
    force: placement.force || options.has('Force=true'),
    replace: placement.replace || options.has('Replace=true'),
  };
}

/** A wave that is no whole number is none (gitops-engine pkg/sync/syncwaves). */
function waveOf(annotations: Readonly<Record<string, string>>): number {
  const wave = annotations[syncWaveAnnotation] ?? annotations[helmHookWeight] ?? '';
  return /^[+-]?\d+$/.test(wave) && Number.isSafeInteger(Number(wave)) ? Number(wave) : 0;
}

function pruneOf(options: ReadonlySet<string>): Placement['prune'] {
  const prune = optionValue('Prune', options);
  return prune === 'confirm' ? 'confirmed' : prune !== 'false';
}

/** Definitions of kinds stay when their Application goes: with them would go all objects of the kind (controller/appcontroller.go shouldBeDeleted). */
function removeOf(object: KubeObject, options: ReadonlySet<string>): Placement['remove'] {
  const remove = optionValue('Delete', options);
  if (remove === 'false' || object.metadata.annotations?.[helmResourcePolicy] === 'keep') return false;
  if (object.kind === 'CustomResourceDefinition' && object.apiVersion.startsWith('apiextensions.k8s.io/')) return false;
  return remove === 'confirm' ? 'confirmed' : true;
}

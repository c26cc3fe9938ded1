import { formatTime, jsonEqual, type JsonObject, type KubeObject, objectAt, textAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField } from '../../machinery/field-error.ts';
import { claimSpecRule } from '../../validation/kinds/claims.ts';
import { volumeRule, volumeSources } from '../../validation/kinds/storage.ts';
import { changeErrors, immutable } from '../../validation/rules.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** PersistentVolumeClaims (kubernetes 1.36, pkg/apis/core/validation). */
export const claimBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    returnDeleted: true,
    prepareForCreate: (draft) => {
      completeSource(objectAt(draft, 'spec'));
      draft['status'] = { phase: 'Pending' };
    },
    validate: claimErrors,
    validateUpdate: (object, old, { subresource }) => (subresource === 'status' ? [] : claimChange(object, old)),
  }),
};

/** PersistentVolumes. */
export const volumeBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    returnDeleted: true,
    prepareForCreate: (draft, { cluster }) => {
      draft['status'] = { phase: 'Pending', lastPhaseTransitionTime: formatTime(cluster.clock.now()) };
    },
    validate: (object) => volumeRule(object, ''),
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status'
        ? []
        : [
            ...volumeRule(object, ''),
            ...sourceChange(object, old),
            ...changeErrors(object, old, { 'spec.volumeMode': (value) => immutable(value, 'volumeMode') }),
          ],
  }),
};

/** A claim's source is named in two places, and only sources of volumes count in the older (registry/core/persistentvolumeclaim). */
function completeSource(spec: JsonObject): void {
  const source = spec['dataSource'];
  const known = (kind: string, group: string): boolean =>
    (kind === 'PersistentVolumeClaim' && group === '') ||
    (kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io');
  if (source !== undefined && !known(textAt(source, 'kind'), textAt(source, 'apiGroup'))) delete spec['dataSource'];
  if (spec['dataSource'] !== undefined) spec['dataSourceRef'] ??= structuredClone(spec['dataSource']);
  else if (known(textAt(spec, 'dataSourceRef', 'kind'), textAt(spec, 'dataSourceRef', 'apiGroup'))) {
    spec['dataSource'] = structuredClone(spec['dataSourceRef']);
  }
}

function sourceChange(object: KubeObject, old: KubeObject): FieldError[] {
  const sourceOf = (volume: KubeObject): JsonObject =>
    Object.fromEntries(Object.entries(objectAt(volume, 'spec')).filter(([name]) => volumeSources.has(name)));
  if (jsonEqual(sourceOf(object), sourceOf(old))) return [];
  const place = 'spec.persistentvolumesource';
  return [forbiddenField(place, `${place} is immutable after creation\n`)];
}

function claimErrors(object: KubeObject): readonly FieldError[] {
  return claimSpecRule(objectAt(object, 'spec'), 'spec');
}

function claimChange(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const bound = textAt(old, 'status', 'phase') === 'Bound';
  const fixed = (claim: KubeObject): JsonObject => {
    const { volumeName, volumeAttributesClassName: _, ...spec } = objectAt(claim, 'spec');
    // The binder names the volume, once.
    const named = textAt(old, 'spec', 'volumeName') === '' ? {} : { volumeName };
    return bound ? { ...spec, ...named, resources: {} } : { ...spec, ...named };
  };
  if (jsonEqual(fixed(object), fixed(old))) return claimErrors(object);
  const text =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n';
  return [forbiddenField('spec', text)];
}

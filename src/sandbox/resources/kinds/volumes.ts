import {
  formatTime,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  objectAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { type FieldError, forbiddenField, required } from '../../machinery/field-error.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** PersistentVolumeClaims (kubernetes 1.36, pkg/apis/core/validation). */
export const claimBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    returnDeleted: true,
    prepareForCreate: (draft) => {
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
    validate: (object) => {
      const errors: FieldError[] = [];
      if (textsAt(object, 'spec', 'accessModes').length === 0) errors.push(required('spec.accessModes'));
      if (Object.keys(objectAt(object, 'spec', 'capacity')).length === 0) errors.push(required('spec.capacity'));
      return errors;
    },
  }),
};

function claimErrors(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (textsAt(object, 'spec', 'accessModes').length === 0) {
    errors.push(required('spec.accessModes', 'at least 1 access mode is required'));
  }
  if (textAt(object, 'spec', 'resources', 'requests', 'storage') === '')
    errors.push(required('spec.resources[storage]'));
  return errors;
}

function claimChange(object: KubeObject, old: KubeObject): FieldError[] {
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

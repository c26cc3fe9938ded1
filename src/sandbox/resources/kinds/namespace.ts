import { isJsonObject, type KubeObject } from '../../../base/index.ts';
import { type FieldError, invalid } from '../../machinery/field-error.ts';
import { dnsLabelProblems, judgeName, qualifiedNameProblems } from '../../validation/names.ts';
import { standardFinalizers } from '../../validation/object-meta.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { copyField } from '../standard-strategy.ts';

/** Namespaces: they go through `Terminating`, held by the finalizers of their spec (kubernetes 1.36, registry/core/namespace). */
export const namespaceBehaviour: KindBehaviour = {
  strategy: {
    nameProblems: (name, prefix) => judgeName(name, prefix, dnsLabelProblems),
    returnDeleted: true,
    prepareForCreate: (draft) => {
      draft['status'] = { phase: 'Active' };
      const finalizers = specFinalizers(draft);
      if (!finalizers.includes('kubernetes')) draft['spec'] = { finalizers: [...finalizers, 'kubernetes'] };
      // A generated name was not known when defaults were filled in.
      draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name ?? '' };
    },
    prepareForUpdate: (draft, old, { subresource }) => {
      if (subresource !== 'finalize') copyField(draft, old, 'spec');
      if (subresource !== 'status') copyField(draft, old, 'status');
    },
    validate: finalizerErrors,
    holdsDelete: (object) => specFinalizers(object).length > 0,
    markDeleted: (draft) => {
      draft['status'] = { ...(isJsonObject(draft['status']) ? draft['status'] : {}), phase: 'Terminating' };
    },
  },
};

function finalizerErrors(namespace: KubeObject): FieldError[] {
  const at = 'spec.finalizers';
  return specFinalizers(namespace).flatMap((finalizer) => {
    const errors = qualifiedNameProblems(finalizer).map((problem) => invalid(at, finalizer, problem));
    if (finalizer.includes('/') || standardFinalizers.has(finalizer)) return errors;
    const text = 'name is neither a standard finalizer name nor is it fully qualified';
    return [...errors, invalid(at, finalizer, text)];
  });
}

function specFinalizers(object: KubeObject): string[] {
  const { finalizers } = isJsonObject(object['spec']) ? object['spec'] : {};
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}

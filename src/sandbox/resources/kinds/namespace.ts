import { isJsonObject, type KubeObject } from '../../../base/index.ts';
import { dnsLabelProblems, judgeName } from '../../validation/names.ts';
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
    holdsDelete: (object) => specFinalizers(object).length > 0,
    markDeleted: (draft) => {
      draft['status'] = { ...(isJsonObject(draft['status']) ? draft['status'] : {}), phase: 'Terminating' };
    },
  },
};

function specFinalizers(object: KubeObject): string[] {
  const { finalizers } = isJsonObject(object['spec']) ? object['spec'] : {};
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}

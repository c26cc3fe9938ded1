import { isJsonObject, jsonAt, type KubeObject } from '../../base/index.ts';
import { crdSchemas } from '../../schema/index.ts';
import { type FieldError, invalid } from '../machinery/field-error.ts';
import type { Strategy } from '../machinery/strategy.ts';
import { standardStrategy } from '../resources/standard-strategy.ts';
import { conditionsOf, withCondition } from './conditions.ts';
import { toFieldError } from './custom-strategy.ts';
import { customType, hasCondition } from './custom-type.ts';
import { definitionRuleErrors } from './rules/definition-rules.ts';

/** Holds a CRD until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** The strategy of CustomResourceDefinition (apiextensions-apiserver 0.36, pkg/registry/customresourcedefinition). */
export function definitionStrategy(): Strategy {
  const base = standardStrategy({ status: true, generation: true });
  return {
    ...base,
    generation: true,
    conditionalUpdateOnly: true,
    prepareForCreate: (draft) => {
      draft['status'] = {
        conditions: null,
        acceptedNames: { plural: '', kind: '' },
        storedVersions: storedVersions(draft, []),
      };
    },
    prepareForUpdate: (draft, old, context) => {
      base.prepareForUpdate?.(draft, old, context);
      if (context.subresource !== '') return;
      const status = isJsonObject(draft['status']) ? draft['status'] : {};
      const stored = Array.isArray(status['storedVersions']) ? status['storedVersions'].map(String) : [];
      draft['status'] = { ...status, storedVersions: storedVersions(draft, stored) };
    },
    validate: definitionErrors,
    validateUpdate: (object) => definitionErrors(object),
    holdsDelete: (object) =>
      object.metadata.deletionTimestamp === undefined ||
      object.metadata.finalizers?.includes(cleanupFinalizer) === true,
    markDeleted: (draft, now) => {
      const finalizers = draft.metadata.finalizers ?? [];
      if (!finalizers.includes(cleanupFinalizer)) draft.metadata.finalizers = [...finalizers, cleanupFinalizer];
      if (hasCondition(draft, 'Terminating')) return;
      const terminating = {
        type: 'Terminating',
        status: 'True',
        reason: 'InstanceDeletionPending',
        message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      } as const;
      const status = isJsonObject(draft['status']) ? draft['status'] : {};
      draft['status'] = { ...status, conditions: [...withCondition(conditionsOf(draft), terminating, now)] };
    },
    committed: (object, previous, { registry }) => {
      const crd = object ?? previous;
      if (crd === undefined) return;
      if (object === undefined || !hasCondition(object, 'Established')) {
        const { group, plural } = namesOf(crd);
        // A CRD that never came to be served must not take away what another one, or Kubernetes, serves.
        if (previous !== undefined && hasCondition(previous, 'Established')) registry.delete(group, plural);
        return;
      }
      if (previous !== undefined && hasCondition(previous, 'Established') && sameSpec(object, previous)) return;
      const type = customType(object);
      if (type !== undefined) registry.set(type);
    },
  };
}

/** What is wrong with a CRD. */
function definitionErrors(crd: KubeObject): FieldError[] {
  const schemas = crdSchemas(crd);
  const errors: FieldError[] = [];
  const expected = `${schemas.names.plural}.${schemas.group}`;
  if (crd.metadata.name !== expected) {
    errors.push(invalid('metadata.name', crd.metadata.name ?? '', 'must be spec.names.plural+"."+spec.group'));
  }
  const storage = schemas.versions.filter((version) => version.storage).length;
  if (storage !== 1 && schemas.versions.length > 0) {
    const versions = jsonAt(crd, 'spec', 'versions');
    errors.push(invalid('spec.versions', versions, 'must have exactly one version marked as storage version'));
  }
  errors.push(...schemas.problems.map(toFieldError));
  return errors.length > 0 ? errors : definitionRuleErrors(schemas).map(toFieldError);
}

function storedVersions(crd: KubeObject, before: readonly string[]): string[] {
  const versions = jsonAt(crd, 'spec', 'versions');
  const storage = Array.isArray(versions)
    ? versions.filter(isJsonObject).find((version) => version['storage'] === true)
    : undefined;
  const name = storage?.['name'];
  return typeof name === 'string' && !before.includes(name) ? [...before, name] : [...before];
}

/** Group and plural that a CRD asks for. */
export function namesOf(crd: KubeObject): { readonly group: string; readonly plural: string } {
  const group = jsonAt(crd, 'spec', 'group');
  const plural = jsonAt(crd, 'spec', 'names', 'plural');
  return { group: typeof group === 'string' ? group : '', plural: typeof plural === 'string' ? plural : '' };
}

function sameSpec(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.generation === b.metadata.generation;
}

import type { StructuralSchema } from '../structural.ts';

const string: StructuralSchema = { type: 'string' };
const boolean: StructuralSchema = { type: 'boolean' };
const integer: StructuralSchema = { type: 'integer', format: 'int64' };
const opaque: StructuralSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const texts: StructuralSchema = { type: 'object', additionalProperties: string };
const object = (properties: Readonly<Record<string, StructuralSchema>>): StructuralSchema => ({
  type: 'object',
  properties,
});
const listOf = (items: StructuralSchema): StructuralSchema => ({ type: 'array', items });

/**
 * The metadata that every object may carry (apimachinery v0.36.3, ObjectMeta): CRDs do not describe it, and the server drops what
 * is not in here.
 */
export const objectMetaSchema: StructuralSchema = object({
  name: string,
  generateName: string,
  namespace: string,
  selfLink: string,
  uid: string,
  resourceVersion: string,
  generation: integer,
  creationTimestamp: string,
  deletionTimestamp: string,
  deletionGracePeriodSeconds: integer,
  labels: texts,
  annotations: texts,
  ownerReferences: listOf(
    object({
      apiVersion: string,
      kind: string,
      name: string,
      uid: string,
      controller: boolean,
      blockOwnerDeletion: boolean,
    }),
  ),
  finalizers: listOf(string),
  managedFields: listOf(
    object({
      manager: string,
      operation: string,
      apiVersion: string,
      time: string,
      fieldsType: string,
      fieldsV1: opaque,
      subresource: string,
    }),
  ),
});

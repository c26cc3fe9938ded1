import type { StructuralSchema } from '../../../schema/index.ts';

const text: StructuralSchema = { type: 'string' };
const time: StructuralSchema = { type: 'string', format: 'date-time' };
const texts: StructuralSchema = { type: 'object', additionalProperties: text };

/** The name of the metadata of every object in the published OpenAPI. */
export const objectMetaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/**
 * How the metadata of objects merges (kubernetes 1.36 api/openapi-spec), for sets that hold the schemas of custom resources only:
 * the API server lays it over whatever such a schema says about `metadata`.
 */
export const objectMetaSchema: StructuralSchema = {
  type: 'object',
  properties: {
    annotations: texts,
    creationTimestamp: time,
    deletionGracePeriodSeconds: { type: 'integer' },
    deletionTimestamp: time,
    finalizers: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    generateName: text,
    generation: { type: 'integer' },
    labels: texts,
    managedFields: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'atomic' },
    name: text,
    namespace: text,
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          apiVersion: text,
          blockOwnerDeletion: { type: 'boolean' },
          controller: { type: 'boolean' },
          kind: text,
          name: text,
          uid: text,
        },
        'x-kubernetes-map-type': 'atomic',
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
    },
    resourceVersion: text,
    selfLink: text,
    uid: text,
  },
};

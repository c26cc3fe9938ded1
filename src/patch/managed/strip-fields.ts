import { FieldSet } from '../fieldpath/index.ts';

/** What no manager can own: the identity of the object and what the server alone sets (managedfields/internal/stripmeta.go). */
export const unownableFields = FieldSet.of(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
);

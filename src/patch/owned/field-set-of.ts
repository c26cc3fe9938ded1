import { gvkOf, type KubeObject } from '../../base/index.ts';
import type { FieldSet } from '../fieldpath/index.ts';
import { unownableFields } from '../managed/index.ts';
import { deducedType, type MergeTypes, toFieldSet } from '../typed/index.ts';

/**
 * The fields that a manager comes to own by applying `configuration`; for kinds that `types` does not know as for kinds without a
 * schema. What the kind resets (`status`) is in it: see `resetFields`.
 */
export function fieldSetOf(configuration: KubeObject, types: MergeTypes): FieldSet {
  const type = types.ofKind(gvkOf(configuration)) ?? deducedType;
  return toFieldSet(configuration, type).difference(unownableFields);
}

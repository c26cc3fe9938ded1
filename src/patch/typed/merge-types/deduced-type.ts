import type { MergeType } from './merge-type.ts';

/** Any value, owned as a whole (`__untyped_atomic_` in kube-openapi's schemaconv/smd.go): RawExtension, items of untyped lists. */
export const atomicAnything: MergeType = {
  scalar: 'untyped',
  list: {
    atomic: true,
    keys: [],
    declaredKeys: [],
    get items() {
      return atomicAnything;
    },
    keyDefault: () => undefined,
  },
  map: {
    atomic: true,
    deduced: false,
    field: () => undefined,
    get values() {
      return atomicAnything;
    },
  },
};

/**
 * Any value: maps are owned field by field, lists as a whole (`__untyped_deduced_`). The type of kinds without a schema and of
 * fields that keep what is unknown.
 */
export const deducedType: MergeType = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], declaredKeys: [], items: atomicAnything, keyDefault: () => undefined },
  map: {
    atomic: false,
    deduced: true,
    field: () => undefined,
    get values() {
      return deducedType;
    },
  },
};

import { fieldNameOf, type FieldPath, FieldSet, FieldSetBuilder, type PathElement } from '../fieldpath/index.ts';
import { type Form, memberType, type MergeType } from './merge-types/merge-type.ts';

/**
 * A manager's set after the schema has changed since it was written (ReconcileFieldSetWithSchema in typed/reconcile_schema.go): who
 * owned parts of what is atomic now owns the whole. Gives `set` itself where nothing changes.
 */
export function reconcileFieldSet(set: FieldSet, type: MergeType): FieldSet {
  const found: FieldPath[] = [];
  visit(set, type, [], false, found);
  if (found.length === 0) return set;
  const builder = new FieldSetBuilder();
  for (const path of found) builder.insert(path);
  const atomic = builder.build();
  return set.recursiveDifference(atomic).union(atomic);
}

/** Collects into `found` the atomic places below which `set` has members. `leaf`: the place is a member with nothing below. */
function visit(set: FieldSet, type: MergeType, path: readonly PathElement[], leaf: boolean, found: FieldPath[]): void {
  switch (firstForm(type)) {
    case 'scalar':
      return;
    case 'list':
      if (type.list === undefined) return;
      if (!leaf && type.list.atomic) {
        found.push(path);
        return;
      }
      for (const [element, { member, below }] of set.entries()) {
        visit(below ?? FieldSet.empty, type.list.items, [...path, element], member && below === undefined, found);
      }
      return;
    case 'map':
      // Schemaless maps cannot say that they are atomic.
      if (type.map === undefined || type.map.deduced) return;
      if (!leaf && type.map.atomic) {
        if (!set.isEmpty) found.push(path);
        return;
      }
      for (const [element, { member, below }] of set.entries()) {
        const name = fieldNameOf(element);
        const inner = name === undefined ? type.map.values : memberType(type.map, name);
        if (inner === undefined) continue;
        visit(below ?? FieldSet.empty, inner, [...path, element], member && below === undefined, found);
      }
  }
}

function firstForm(type: MergeType): Form {
  if (type.map !== undefined) return 'map';
  return type.scalar === undefined ? 'list' : 'scalar';
}

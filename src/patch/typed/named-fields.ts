import { fieldNameOf, FieldSet } from '../fieldpath/index.ts';
import { memberType, type MergeType } from './merge-types/merge-type.ts';

/**
 * The set in which also the declared fields that have members below them are members (EnsureNamedFieldsAreMembers in fieldpath/set.go).
 * Sets leave structs out since nobody owns them; where fields are removed, an emptied struct is to go with them.
 */
export function withNamedFields(set: FieldSet, type: MergeType | undefined): FieldSet {
  if (set.isEmpty) return set;
  let changed = false;
  const entries: [string, { member: boolean; below: FieldSet | undefined }][] = [];
  for (const [element, { member, below }] of set.entries()) {
    if (below === undefined) {
      entries.push([element, { member, below }]);
      continue;
    }
    const name = fieldNameOf(element);
    const field = name === undefined ? undefined : type?.map?.field(name);
    const inner = withNamedFields(below, field?.type ?? typeBelow(element, name, type));
    const named = member || field !== undefined;
    changed ||= named !== member || inner !== below;
    entries.push([element, { member: named, below: inner }]);
  }
  return changed ? FieldSet.from(entries) : set;
}

function typeBelow(element: string, name: string | undefined, type: MergeType | undefined): MergeType | undefined {
  if (name !== undefined) return type?.map === undefined ? undefined : memberType(type.map, name);
  return element.startsWith('k:') ? type?.list?.items : undefined;
}

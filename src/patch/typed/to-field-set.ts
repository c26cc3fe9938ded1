import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { fieldElement, FieldSet, type PathElement } from '../fieldpath/index.ts';
import { itemElement } from './item-key.ts';
import { formOf, type ListType, type MapType, type MergeType } from './merge-types/merge-type.ts';

/** Whether a place counts as a member, and what does below it. */
interface Owned {
  readonly member: boolean;
  readonly below: FieldSet | undefined;
}

const leaf: Owned = { member: true, below: undefined };
const nothing: Owned = { member: false, below: undefined };

/**
 * Every leaf and list item that `value` mentions: what a manager owns once it has applied it (typed/tofieldset.go). Of items that
 * occur twice only the item itself is named.
 */
export function toFieldSet(value: Json, type: MergeType): FieldSet {
  return visit(value, type, false).below ?? FieldSet.empty;
}

/** As `toFieldSet`, with the declared fields that hold others as members too: `withNamedFields` of it, in one go. */
export function toNamedFieldSet(value: Json, type: MergeType): FieldSet {
  return visit(value, type, true).below ?? FieldSet.empty;
}

function visit(value: Json, type: MergeType, named: boolean): Owned {
  switch (formOf(type, value)) {
    case 'scalar':
      return leaf;
    case 'list':
      if (type.list === undefined || type.list.atomic) return leaf;
      return Array.isArray(value) ? { member: false, below: visitList(value, type.list, named) } : nothing;
    default:
      if (type.map === undefined || type.map.atomic) return leaf;
      return isJsonObject(value) ? { member: false, below: visitMap(value, type.map, named) } : nothing;
  }
}

function visitList(list: readonly Json[], type: ListType, named: boolean): FieldSet {
  const items = new Map<PathElement, Json | undefined>();
  for (const item of list) {
    const element = itemElement(type, item);
    if (typeof element !== 'string') continue;
    items.set(element, items.has(element) ? undefined : item);
  }
  const entries: [PathElement, Owned][] = [];
  for (const [element, item] of items) {
    entries.push([element, item === undefined ? leaf : { member: true, below: visit(item, type.items, named).below }]);
  }
  return FieldSet.from(entries);
}

function visitMap(map: Readonly<JsonObject>, type: MapType, named: boolean): FieldSet {
  const entries: [PathElement, Owned][] = [];
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value === undefined) continue;
    const field = type.field(name);
    const inner = field?.type ?? type.values;
    if (inner === undefined) continue;
    const owned = visit(value, inner, named);
    // Names that the schema does not declare are members of their own; so is what was set to nothing.
    const holds = named && owned.below?.isEmpty === false;
    const member = owned.member || field === undefined || holds || isNothing(value);
    entries.push([
      field?.element ?? fieldElement(name),
      member === owned.member ? owned : { member, below: owned.below },
    ]);
  }
  return FieldSet.from(entries);
}

function isNothing(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0);
}

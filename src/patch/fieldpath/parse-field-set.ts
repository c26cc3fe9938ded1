import { isJsonObject, type Json } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { defaultPatchLimits } from '../limits.ts';
import { FieldSet } from './field-set.ts';
import { parsePathElement, type PathElement } from './path-element.ts';

/**
 * The set that FieldsV1 (the `fieldsV1` of a managed fields entry, as parsed JSON) writes. Steps of an unknown kind are dropped, keys
 * in another order or with spaces are put into canonical form, as readIterV1 in fieldpath/serialize.go does.
 * @throws PatchError `invalid` for what is no field set, `too-large` beyond `maxDepth` levels.
 */
export function parseFieldSet(fields: Json | undefined, maxDepth = defaultPatchLimits.maxDepth): FieldSet {
  if (fields === undefined || fields === null) return FieldSet.empty;
  return read(fields, maxDepth) ?? FieldSet.empty;
}

/** What lies below a step; undefined where nothing does, which makes the step a member. */
function read(fields: Json, levels: number): FieldSet | undefined {
  if (fields === null) return undefined;
  if (!isJsonObject(fields)) throw new PatchError('invalid', 400, 'a set of fields must consist of objects');
  if (levels === 0) throw new PatchError('too-large', 413, 'a set of fields is nested too deep');
  const entries: [PathElement, { member: boolean; below: FieldSet | undefined }][] = [];
  for (const key of Object.keys(fields)) {
    if (key === '.') continue;
    const element = parsePathElement(key);
    if (element === undefined) continue;
    const value = fields[key] ?? null;
    const below = read(value, levels - 1);
    entries.push([element, { member: below === undefined || memberMarked(value), below }]);
  }
  return entries.length === 0 ? undefined : FieldSet.from(entries);
}

function memberMarked(fields: Json): boolean {
  return isJsonObject(fields) && Object.hasOwn(fields, '.');
}

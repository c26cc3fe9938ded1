import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { goTypeName, goValue } from '../go-text.ts';
import { memberOf, setMember } from '../members.ts';

/** The member that says what a patch does with a whole map or list item: `delete`, `replace` or `merge`. */
export const patchDirective = '$patch';
/** The member that lists the members to keep; all others go. */
export const retainKeysDirective = '$retainKeys';
/** The prefix of members that list items to remove from a list of scalars. */
export const deleteFromPrimitiveListPrefix = '$deleteFromPrimitiveList';
/** The prefix of members that give the order of a list's items. */
export const setElementOrderPrefix = '$setElementOrder';

/** Errors of apimachinery 0.36 mergepatch/errors.go, with the status that handlers/patch.go gives them. */
export const strategicErrors = {
  primitiveList: () => new PatchError('invalid', 400, 'invalid patch format of primitive list'),
  retainKeys: () => new PatchError('invalid', 400, 'invalid patch format of retainKeys'),
  elementOrder: () => new PatchError('invalid', 400, 'invalid patch format of setElementOrder list'),
  listOfLists: () => new PatchError('unsupported', 422, 'lists of lists are not supported'),
  noMergeKey: (map: JsonObject, key: string) =>
    new PatchError('inapplicable', 500, `map: ${goValue(map)} does not contain declared merge key: ${key}`),
  patchType: (directive: Json, map: JsonObject) =>
    new PatchError('inapplicable', 500, `unknown patch type: ${goValue(directive)} in map: ${goValue(map)}`),
  argType: (expected: string, actual: Json | undefined) =>
    new PatchError('inapplicable', 500, `expected a ${expected}, but received a ${goTypeName(actual)}`),
  other: (message: string) => new PatchError('inapplicable', 500, message),
} as const;

/** The list or map name behind a prefixed member such as `$setElementOrder/ports`. @throws PatchError `invalid` for none */
export function directiveTarget(key: string, prefix: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== prefix) {
    throw prefix === setElementOrderPrefix ? strategicErrors.elementOrder() : strategicErrors.primitiveList();
  }
  return key.slice(slash + 1);
}

/** A value that is new to the document, without maps that carry a `$patch`; undefined where it is one itself. */
export function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (memberOf(value, patchDirective) !== undefined) return undefined;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    const kept = member === undefined ? undefined : withoutDirectives(member);
    if (kept !== undefined) setMember(result, key, kept);
  }
  return result;
}

/** A copy without members that are null, at any depth; items of lists that are null stay. */
export function withoutNullMembers(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNullMembers);
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member !== undefined && member !== null) setMember(result, key, withoutNullMembers(member));
  }
  return result;
}

/** A map, or upstream's complaint that it is none. */
export function requireMap(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  throw strategicErrors.argType('map[string]interface {}', value);
}

/** A list, or upstream's complaint that it is none. */
export function requireList(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  throw strategicErrors.argType('[]interface {}', value);
}

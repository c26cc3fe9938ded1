import { GoFailure, GoMap, GoObject, type GoValue, type TemplateBudget } from '../../gotemplate/index.ts';
import { checkDepth, isEmpty, itemsOf } from '../convert/index.ts';

/** What `merge` (false) and `mergeOverwrite` (true) are made of. */
export interface MergeOptions {
  readonly overwrites: boolean;
  readonly budget: TemplateBudget;
}

/**
 * Fills `target` with what `source` has, in place (mergo 1.0.1, deepMerge on maps). Maps merge at every depth and share what they take. Without
 * overwriting, only what is missing or empty ("", 0, false, nil) is set; with it, empty values of the source win too, and lists are replaced.
 *
 * @throws GoFailure where a map's type does not take a value, as reflect panics
 */
export function mergeMaps(target: GoMap, source: GoMap, options: MergeOptions, depth = 0): void {
  checkDepth(depth);
  options.budget.step(source.entries.size + 1);
  if (source.entries.size > 0) checkTypes(target, source);
  for (const [key, value] of source.entries) mergeEntry(target, key, value, options, depth);
}

function mergeEntry(target: GoMap, key: string, value: GoValue, options: MergeOptions, depth: number): void {
  const { overwrites } = options;
  if (value === null) {
    if (overwrites) target.entries.set(key, value);
    return;
  }
  const current = target.entries.get(key);
  if (value instanceof GoMap && current instanceof GoMap && !current.isNil)
    mergeMaps(current, value, options, depth + 1);
  const isUnset = current === undefined || isEmptyForMerge(current);
  if (!isUnset && isMergedAlready(current, value, overwrites)) {
    if (overwrites && itemsOf(value) !== undefined) target.entries.set(key, value);
    return;
  }
  if (overwrites || isUnset) target.entries.set(key, value);
}

/** Of two maps there is nothing left to set, and a list is set by its own rule. */
function isMergedAlready(current: GoValue, value: GoValue, overwrites: boolean): boolean {
  return itemsOf(value) !== undefined || (value instanceof GoMap && current instanceof GoMap) || !overwrites;
}

/** mergo counts like sprig, but what pointers point to decides for them; ours point to structs, which are never empty. */
function isEmptyForMerge(value: GoValue): boolean {
  return !(value instanceof GoObject) && isEmpty(value);
}

/** Refuses maps whose values are of other types than the target's, as reflect's SetMapIndex does when it comes to the first. */
function checkTypes({ type: { elem: target } }: GoMap, { type: { elem: source } }: GoMap): void {
  if (target === undefined || target.kind === 'interface' || source?.name === target.name) return;
  throw new GoFailure(
    `reflect.Value.SetMapIndex: value of type ${source?.name} is not assignable to type ${target.name}`,
  );
}

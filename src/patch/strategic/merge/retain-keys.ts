import type { JsonObject } from '../../../base/index.ts';
import { goValue } from '../../go-text.ts';
import { memberOf, sameJson, setMember } from '../../members.ts';
import {
  deleteFromPrimitiveListPrefix,
  retainKeysDirective,
  setElementOrderPrefix,
  strategicErrors,
} from '../directives.ts';
import type { MergeOptions } from './merge-options.ts';

/**
 * Carries out a patch's `$retainKeys`: members that it does not list go (applyRetainKeysDirective in strategicpatch/patch.go). Where
 * two patches are merged it is moved to the first. Changes both maps.
 */
export function applyRetainKeys(original: JsonObject, patch: JsonObject, options: MergeOptions): void {
  const directive = memberOf(patch, retainKeysDirective);
  if (directive === undefined) return;
  delete patch[retainKeysDirective];
  if (!options.carryOut) {
    const other = memberOf(original, retainKeysDirective);
    if (other !== undefined && !sameJson(other, directive)) {
      throw strategicErrors.other(
        `${goValue(other)} and ${goValue(directive)} are not deep equal: this may happen when calculating the 3-way diff patch`,
      );
    }
    setMember(original, retainKeysDirective, directive);
    return;
  }
  if (!Array.isArray(directive)) throw strategicErrors.retainKeys();
  const retained = new Set(directive);
  for (const key of Object.keys(patch)) {
    const isParallel = key.startsWith(deleteFromPrimitiveListPrefix) || key.startsWith(setElementOrderPrefix);
    if (patch[key] !== null && !isParallel && !retained.has(key)) throw strategicErrors.retainKeys();
  }
  for (const key of Object.keys(original)) if (!retained.has(key)) delete original[key];
}

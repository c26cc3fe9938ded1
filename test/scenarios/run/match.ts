import { isJsonObject, type Json } from '../../../src/base/index.ts';

/**
 * Whether `expected` is part of `actual`: maps may have more members, lists more items (each expected item is part of some actual
 * one), and null stands for "absent".
 */
export function isPartOf(expected: Json | undefined, actual: Json | undefined): boolean {
  if (expected === undefined) return true;
  if (expected === null) return actual === undefined || actual === null;
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.every((item) => actual.some((other) => isPartOf(item, other)));
  }
  if (isJsonObject(expected)) {
    return isJsonObject(actual) && Object.keys(expected).every((key) => isPartOf(expected[key], actual[key]));
  }
  return expected === actual;
}

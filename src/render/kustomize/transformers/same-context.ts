import type { Resource } from '../resource/index.ts';

/**
 * Whether two resources were given the same prefixes and suffixes, from the outermost on (kustomize api 0.20,
 * Resource.PrefixesSuffixesEquals): one may have more on the inside. Where `allowEmpty`, one that was given none fits any.
 */
export function isSameContext(one: Resource, other: Resource, allowEmpty: boolean): boolean {
  return haveSameEnd(one.prefixes, other.prefixes, allowEmpty) && haveSameEnd(one.suffixes, other.suffixes, allowEmpty);
}

function haveSameEnd(one: readonly string[], other: readonly string[], allowEmpty: boolean): boolean {
  const [short, long] = one.length > other.length ? [other, one] : [one, other];
  if (short.length === 0) return allowEmpty || long.length === 0;
  const more = long.length - short.length;
  return short.every((text, index) => long[index + more] === text);
}

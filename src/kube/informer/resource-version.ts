/**
 * Whether version `a` is newer than `b`. Resource versions of one resource are decimal numbers that grow (Kubernetes 1.35 made that a
 * promise, resourceversion.CompareResourceVersion); two that are not count as newer when they differ, so that nothing is lost.
 */
export function isNewer(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  if (a === b) return false;
  if (!decimal.test(a) || !decimal.test(b)) return true;
  return a.length === b.length ? a > b : a.length > b.length;
}

const decimal = /^[1-9]\d*$/;

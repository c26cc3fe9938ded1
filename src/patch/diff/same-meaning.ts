import { isJsonObject, type Json, type JsonObject, quantityEqual } from '../../base/index.ts';
import { memberOf, sameJson } from '../members.ts';

type Path = readonly (string | number)[];

/** Fields whose members are quantities, of containers, volumes, quotas and limit ranges. */
const quantityMaps = new Set([
  'limits',
  'requests',
  'capacity',
  'allocatable',
  'allocatedResources',
  'hard',
  'used',
  'overhead',
  'default',
  'defaultRequest',
  'maxLimitRequestRatio',
  'min',
  'max',
]);
/** Fields that are quantities themselves. */
const quantities = new Set(['sizeLimit', 'divisor', 'averageValue', 'storage']);
/** What holds a quantity called `value` in a HorizontalPodAutoscaler. */
const metricTargets = new Set(['target', 'current']);

/**
 * Whether the API server stores `live` where it is given `desired`, as far as that can be told without a schema: quantities may be
 * spelled in another way, and what is null, empty or zero may be left out. Anything else must be equal, extra members too.
 */
export function sameMeaning(desired: Json | undefined, live: Json | undefined, path: Path): boolean {
  if (desired === live) return true;
  if (isNothing(live) && isZero(desired)) return true;
  if (isJsonObject(desired) && isJsonObject(live)) return sameMembers(desired, live, path);
  if (Array.isArray(desired) && Array.isArray(live)) {
    return (
      desired.length === live.length && desired.every((item, index) => sameMeaning(item, live[index], [...path, index]))
    );
  }
  return sameJson(desired, live) || sameQuantity(desired, live, path);
}

function sameMembers(desired: JsonObject, live: JsonObject, path: Path): boolean {
  for (const key of Object.keys(desired)) {
    if (!sameMeaning(desired[key], memberOf(live, key), [...path, key])) return false;
  }
  return Object.keys(live).every((key) => isNothing(live[key]) || memberOf(desired, key) !== undefined);
}

/** Whether a value is absent or null. */
export function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

/** Whether Go leaves a value out of what it writes: null, '', 0, false, and what is empty. */
export function isZero(value: Json | undefined): boolean {
  if (isNothing(value) || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((member) => isNothing(member));
}

function sameQuantity(desired: Json | undefined, live: Json | undefined, path: Path): boolean {
  return isScalar(desired) && isScalar(live) && isQuantityPath(path) && quantityEqual(String(desired), String(live));
}

function isScalar(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** By its name only: `1000m` is one core in `resources`, and four characters in a ConfigMap. */
function isQuantityPath(path: Path): boolean {
  const last = path.at(-1);
  const parent = path.at(-2);
  if (path[0] === 'data' || path[0] === 'stringData' || parent === 'annotations' || parent === 'labels') return false;
  if (typeof parent === 'string' && quantityMaps.has(parent)) return true;
  if (typeof last !== 'string') return false;
  return quantities.has(last) || (last === 'value' && typeof parent === 'string' && metricTargets.has(parent));
}

import { isJsonObject, type Json, type JsonObject, quantityEqual } from '../../base/index.ts';
import { memberOf, sameJson } from '../members.ts';
import { itemPlace, memberPlace, type Place } from './field-difference.ts';

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
export function sameMeaning(desired: Json | undefined, live: Json | undefined, place: Place): boolean {
  if (desired === live) return true;
  if (isNothing(live) && isZero(desired)) return true;
  if (isJsonObject(desired) && isJsonObject(live)) return sameMembers(desired, live, place);
  if (Array.isArray(desired) && Array.isArray(live)) {
    return (
      desired.length === live.length &&
      desired.every((item, index) => sameMeaning(item, live[index], itemPlace(place, index)))
    );
  }
  return sameJson(desired, live) || sameQuantity(desired, live, place);
}

function sameMembers(desired: JsonObject, live: JsonObject, place: Place): boolean {
  for (const key of Object.keys(desired)) {
    if (!sameMeaning(desired[key], memberOf(live, key), memberPlace(place, key))) return false;
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

function sameQuantity(desired: Json | undefined, live: Json | undefined, place: Place): boolean {
  return isScalar(desired) && isScalar(live) && isQuantity(place) && quantityEqual(String(desired), String(live));
}

function isScalar(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** By its name only: `1000m` is one core in `resources`, and four characters in a ConfigMap. */
function isQuantity({ step, parent }: Place): boolean {
  const holder = parent?.step;
  if (typeof step !== 'string' || typeof holder !== 'string' || isText(holder)) return false;
  return quantityMaps.has(holder) || quantities.has(step) || (step === 'value' && metricTargets.has(holder));
}

function isText(holder: string): boolean {
  return holder === 'data' || holder === 'stringData' || holder === 'annotations' || holder === 'labels';
}

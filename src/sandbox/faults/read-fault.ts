import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import type { Fault, FaultEffect } from './fault.ts';

const known = ['verbs', 'resources', 'namespace', 'name', 'effect', 'count', 'probability', 'seed'];
/** What no client waits for. */
const longestMs = 3_600_000;

/** Reads a fault that somebody sent; a string says what is wrong with it. */
export function readFault(given: Json): Fault | string {
  if (!isJsonObject(given)) return 'a fault is an object';
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) return `${unknown} is no field of a fault: ${known.join(', ')}`;
  const effect = readEffect(given['effect'] ?? null);
  if (typeof effect === 'string') return effect;
  for (const field of ['verbs', 'resources']) {
    const value = given[field];
    if (value !== undefined && !(Array.isArray(value) && value.every((item) => typeof item === 'string'))) {
      return `${field} is a list of texts`;
    }
  }
  for (const field of ['namespace', 'name']) {
    if (given[field] !== undefined && typeof given[field] !== 'string') return `${field} is a text`;
  }
  if (!isNumber(given['count'], 1, 1e9, true)) return 'count is a whole number from 1';
  if (!isNumber(given['probability'], 0, 1)) return 'probability is a number from 0 to 1';
  if (!isNumber(given['seed'], 0, 0xffff_ffff, true)) return 'seed is a whole number from 0';
  return { ...(given as unknown as Fault), effect };
}

function readEffect(given: Json): FaultEffect | string {
  if (!isJsonObject(given)) return 'effect is an object with a kind: error, latency, refuse, drop or compact';
  switch (given['kind']) {
    case 'error':
      if (given['status'] === undefined || !isNumber(given['status'], 400, 599, true))
        return 'status is from 400 to 599';
      if (!isNumber(given['retryAfterSeconds'], 0, 3600, true)) return 'retryAfterSeconds is from 0 to 3600';
      return asEffect(given);
    case 'latency':
      if (given['ms'] === undefined || !isNumber(given['ms'], 0, longestMs)) return `ms is from 0 to ${longestMs}`;
      return asEffect(given);
    case 'drop':
      if (!isNumber(given['afterMs'], 0, longestMs)) return `afterMs is from 0 to ${longestMs}`;
      return asEffect(given);
    case 'refuse':
    case 'compact':
      return asEffect(given);
    default:
      return 'the kind of an effect is error, latency, refuse, drop or compact';
  }
}

function asEffect(given: JsonObject): FaultEffect {
  return given as unknown as FaultEffect;
}

/** Whether a value is absent, or a number in these bounds. */
function isNumber(value: Json | undefined, least: number, most: number, whole = false): boolean {
  if (value === undefined) return true;
  return typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
}

import { isJsonObject, type Json, type JsonObject } from '../../../src/base/index.ts';

/** One field manager's claim on an object, as the recordings hold it. */
export interface FieldClaim {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  /** Paths, sorted: `.spec.template.spec.containers[name=app].image`; a path that ends in `/` is the node itself (`.`). */
  readonly fields: readonly string[];
}

/** Managers that are the world's and not the judged controllers'. */
const worldly = new Set(['kube-controller-manager', 'kube-scheduler', 'kwok', 'kube-apiserver']);

/** The claims of `metadata.managedFields`, in a fixed order, without times and without the world's own managers. */
export function fieldClaims(managedFields: readonly JsonObject[]): FieldClaim[] {
  return managedFields
    .map((entry) => ({
      manager: textOf(entry['manager']),
      operation: textOf(entry['operation']),
      ...(typeof entry['subresource'] === 'string' ? { subresource: entry['subresource'] } : {}),
      fields: fieldPaths(entry['fieldsV1'] ?? {}).sort(),
    }))
    .filter((claim) => !worldly.has(claim.manager))
    .sort((a, b) => (claimKey(a) < claimKey(b) ? -1 : 1));
}

/** `manager operation [subresource]` of a claim. */
export function claimKey(claim: FieldClaim): string {
  return [claim.manager, claim.operation, claim.subresource].filter((part) => part !== undefined).join(' ');
}

/** The paths in a `fieldsV1` tree. */
export function fieldPaths(tree: Json, prefix = ''): string[] {
  if (!isJsonObject(tree)) return [];
  return Object.entries(tree).flatMap(([key, below = {}]) => {
    if (key === '.') return [`${prefix}/`];
    const path = prefix + step(key);
    return isJsonObject(below) && Object.keys(below).length > 0 ? fieldPaths(below, path) : [path];
  });
}

/** A step of fieldsV1: `f:name` is a field, `k:{…}` a list item by its keys, `v:…` one by its value, `i:n` one by its place. */
function step(key: string): string {
  const rest = key.slice(2);
  switch (key.slice(0, 2)) {
    case 'f:':
      return /^[A-Za-z0-9_$-]+$/.test(rest) ? `.${rest}` : `.{${rest}}`;
    case 'k:': {
      const keys = Object.entries(JSON.parse(rest) as JsonObject).map(([name, value]) => `${name}=${textOf(value)}`);
      return `[${keys.join(',')}]`;
    }
    case 'v:':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

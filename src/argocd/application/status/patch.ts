import {
  formatTime,
  isJsonObject,
  type Json,
  jsonEqual,
  type JsonObject,
  type KubeObject,
} from '../../../base/index.ts';
import type { OwnerPatch } from '../../../engine/index.ts';
import { refreshAnnotation } from '../../names.ts';

/** What else a patch carries. */
export interface Besides {
  /** What `operation` becomes; undefined: it stays. */
  readonly operation: JsonObject | null | undefined;
  /** When the state was compared; undefined: it was not. */
  readonly reconciledAt: number | undefined;
}

/**
 * The merge patch that makes the status so, or undefined where it is so already. `reconciledAt` moves only with something else: upstream
 * moves it with every comparison, which would write where nothing happened.
 */
export function patchOf(
  owner: KubeObject,
  status: JsonObject,
  { operation, reconciledAt }: Besides,
): OwnerPatch | undefined {
  const before = isJsonObject(owner['status']) ? owner['status'] : {};
  const changed = Object.fromEntries(
    Object.entries(status)
      .filter(([key, value]) => !jsonEqual(before[key] ?? null, value ?? null))
      .map(([key, value]) => [key, replacing(before[key], value)]),
  );
  const refreshed = owner.metadata.annotations?.[refreshAnnotation] !== undefined;
  const moves = operation !== undefined && !jsonEqual(owner['operation'] ?? null, operation);
  if (Object.keys(changed).length === 0 && !refreshed && !moves) return undefined;
  const patch: JsonObject = {
    status: { ...changed, ...(reconciledAt === undefined ? {} : { reconciledAt: formatTime(reconciledAt) }) },
  };
  if (refreshed) patch['metadata'] = { annotations: { [refreshAnnotation]: null } };
  if (moves) patch['operation'] = replacing(owner['operation'], operation) ?? null;
  return { patch, subresource: undefined };
}

/** A merge patch keeps members that it does not name: those that went are named as null. */
function replacing(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (!isJsonObject(before) || !isJsonObject(after)) return after;
  const patch: JsonObject = {};
  for (const key of Object.keys(before)) if (after[key] === undefined) patch[key] = null;
  for (const key of Object.keys(after)) patch[key] = replacing(before[key], after[key]);
  return patch;
}

import { type Json, type JsonObject } from '../../base/index.ts';
import { type FieldPath, FieldSet } from '../fieldpath/index.ts';
import { decodeManagedFields, encodeManagedFields, type ManagedEntry } from './entries/managed-entry.ts';

const scaleVersion = 'autoscaling/v1';
const replicasInScale: FieldPath = ['f:spec', 'f:replicas'];

/**
 * By `apiVersion` of the scaled kind, where it keeps its replicas (`['f:spec', 'f:replicas']`); null for versions without the scale
 * subresource.
 */
export type ReplicasPaths = Readonly<Record<string, FieldPath | null>>;

/**
 * The owners of a Scale, from those of the object that is scaled: who owns the replicas there (managedfields/scalehandler.go,
 * ToSubresource).
 */
export function scaleOwners(parentEntries: Json | undefined, paths: ReplicasPaths): JsonObject[] | undefined {
  const owners = new Map<string, ManagedEntry>();
  for (const [identifier, entry] of decodeManagedFields(parentEntries)) {
    const path = paths[entry.apiVersion];
    if (path === undefined || path === null || !entry.set.has(path)) continue;
    owners.set(identifier, { ...entry, apiVersion: scaleVersion, set: FieldSet.of(replicasInScale) });
  }
  return encodeManagedFields(owners);
}

/**
 * The owners of the object that is scaled, after its Scale was written and `scaleEntries` are the Scale's (ToParent): who owns the
 * replicas by the Scale owns them in the object, in the version `apiVersion` in which it was scaled, and the others lose them.
 */
export function parentOwners(
  parentEntries: Json | undefined,
  scaleEntries: Json | undefined,
  apiVersion: string,
  paths: ReplicasPaths,
): JsonObject[] | undefined {
  const parents = decodeManagedFields(parentEntries);
  const scales = new Map(decodeManagedFields(scaleEntries));
  const owners = new Map<string, ManagedEntry>();
  for (const [identifier, entry] of parents) {
    const path = paths[entry.apiVersion];
    if (path === undefined) continue;
    if (path === null || !entry.set.has(path)) {
      owners.set(identifier, entry);
      continue;
    }
    if (scales.delete(identifier)) {
      owners.set(identifier, entry);
      continue;
    }
    const set = entry.set.difference(FieldSet.of(path));
    if (!set.isEmpty) owners.set(identifier, { ...entry, set });
  }
  const path = paths[apiVersion];
  for (const [identifier, entry] of scales) {
    if (!entry.set.has(replicasInScale) || path === undefined || path === null) continue;
    owners.set(identifier, { ...entry, apiVersion, set: FieldSet.of(path), time: parents.get(identifier)?.time });
  }
  return encodeManagedFields(owners);
}

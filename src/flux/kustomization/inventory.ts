import { isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { InventoryEntry } from '../../engine/index.ts';

/** An entry of `status.inventory`: `<namespace>_<name>_<group>_<kind>`, with `:` of RBAC names written as `__` (fluxcd/cli-utils pkg/object). */
export function formatInventoryEntry(entry: InventoryEntry): JsonObject {
  const id = [entry.namespace, entry.name.replaceAll(':', '__'), entry.group, entry.kind].join('_');
  return { id, v: entry.version };
}

/** Reads an entry back; undefined where it is not one. */
export function parseInventoryEntry(entry: JsonObject): InventoryEntry | undefined {
  const { id, v } = entry;
  if (typeof id !== 'string' || typeof v !== 'string') return undefined;
  const match = /^([^_]*)_(.*)_([^_]*)_([^_]+)$/.exec(id);
  if (match === null) return undefined;
  const [, namespace = '', name = '', group = '', kind = ''] = match;
  return { namespace, name: name.replaceAll('__', ':'), group, kind, version: v };
}

/** What a Kustomization's status says it owns. */
export function inventoryOfStatus(owner: KubeObject): InventoryEntry[] {
  const entries = jsonAt(owner, 'status', 'inventory', 'entries');
  return Array.isArray(entries)
    ? entries.filter(isJsonObject).flatMap((entry) => parseInventoryEntry(entry) ?? [])
    : [];
}

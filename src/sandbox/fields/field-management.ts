import { apiVersionOf, type JsonObject, type KubeObject, parseApiVersion } from '../../base/index.ts';
import {
  type ManagedKind,
  MergeTypes,
  parentOwners,
  PatchError,
  type ReplicasPaths,
  resetFields,
  scaleOwners,
  updateOnApply,
  updateOnWrite,
} from '../../patch/index.ts';
import { ApiError } from '../machinery/api-error.ts';
import type { FieldManagement, FieldWrite, ScaledKind } from '../machinery/field-management.ts';
import type { ResourceType } from '../machinery/resource-type.ts';
import { patchFailure } from './patching.ts';

/** Tracks owners as the API server's field managers do, by the schemas of the resources. */
export function createFieldManagement(): FieldManagement {
  const kinds = new WeakMap<ResourceType, Map<string, ManagedKind>>();
  const kindOf = (write: FieldWrite): ManagedKind => {
    let known = kinds.get(write.type);
    if (known === undefined) kinds.set(write.type, (known = new Map()));
    const key = `${write.version}/${write.subresource}`;
    let kind = known.get(key);
    if (kind === undefined) known.set(key, (kind = managedKind(write)));
    return kind;
  };
  return {
    update: (live, next, write) =>
      updateOnWrite({ kind: kindOf(write), before: live, after: next, manager: write.manager, now: write.now }),
    apply: (live, config, write) => applyConfiguration(kindOf(write), live, config, write),
    ofScale: (live, scale, scaled) =>
      withOwners(scale, scaleOwners(live.metadata.managedFields, replicasPaths(scaled))),
    toScaled: (object, scale, scaled) => {
      const apiVersion = apiVersionOf({ group: scaled.type.group, version: scaled.version });
      const { managedFields } = object.metadata;
      return withOwners(
        object,
        parentOwners(managedFields, scale.metadata.managedFields, apiVersion, replicasPaths(scaled)),
      );
    },
  };
}

function replicasPaths({ type, replicasPath }: ScaledKind): ReplicasPaths {
  const path = replicasPath.map((step) => `f:${step}`);
  return Object.fromEntries(type.versions.map((version) => [apiVersionOf({ group: type.group, version }), path]));
}

function withOwners(object: KubeObject, owners: JsonObject[] | undefined): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const kept = owners === undefined || owners.length === 0 ? {} : { managedFields: owners };
  return { ...object, metadata: { ...metadata, ...kept } };
}

function applyConfiguration(
  kind: ManagedKind,
  live: KubeObject | undefined,
  config: JsonObject,
  write: FieldWrite & { readonly force: boolean },
): KubeObject {
  const { manager, force, now } = write;
  try {
    const outcome = updateOnApply({ kind, live, applied: config as KubeObject, manager, force, now });
    if (outcome.kind === 'applied') return outcome.object;
    const causes = outcome.causes.map((cause) => ({ ...cause }));
    throw new ApiError(409, 'Conflict', outcome.message, { causes });
  } catch (error) {
    throw error instanceof PatchError ? patchFailure(error) : error;
  }
}

function managedKind({ type, version, subresource }: FieldWrite): ManagedKind {
  const { group, kind } = type;
  const types = new MergeTypes(type.schemas);
  const custom = type.custom ? { statusSubresource: type.subresources.has('status') } : undefined;
  const reset = resetFields({ group, kind }, subresource, custom);
  return {
    gvk: { group, version, kind },
    ...(subresource === '' ? {} : { subresource }),
    typeOf: (apiVersion) => {
      const parsed = parseApiVersion(apiVersion);
      return parsed.group === group ? types.ofKind({ ...parsed, kind }) : undefined;
    },
    convert: (object, apiVersion) => {
      const target = parseApiVersion(apiVersion).version;
      if (!type.versions.includes(target)) return undefined;
      const from = parseApiVersion(object.apiVersion).version;
      return type.codec.fromStorage(type.codec.toStorage(object, from), target);
    },
    ...(reset === undefined
      ? {}
      : { filters: Object.fromEntries(type.versions.map((name) => [apiVersionOf({ group, version: name }), reset])) }),
    ...(type.custom ? {} : { zero: type.codec.zero(version) }),
  };
}

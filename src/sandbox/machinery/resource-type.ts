import type { Json, JsonObject, KubeObject } from '../../base/index.ts';
import type { SchemaSet } from '../../schema/index.ts';
import type { SelectableFields } from '../selectors/field-selector.ts';
import type { RowPrinter } from '../printers/table.ts';
import type { Strategy } from './strategy.ts';

/** A subresource as discovery shows it; group and version are empty where they are those of the resource. */
export interface Subresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** Paths as `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** What reading an object of a kind gave. */
export interface DecodedObject {
  /** A fresh object of the version asked for, owned by the caller. */
  readonly object: KubeObject;
  /** Fields that the kind does not have: left out. */
  readonly unknown: readonly string[];
}

/** How objects of one resource are read, converted and completed. Objects that it gives are fresh or must not be changed. */
export interface ObjectCodec {
  /** Reads what a client sent as `version`. Throws DecodeError. */
  decode(raw: JsonObject, version: string): DecodedObject;
  /** The JSON form of a protobuf message of `version`; absent for kinds that have none. Throws DecodeError. */
  readProtobuf?(raw: Uint8Array, version: string): JsonObject;
  /** Fills in what `version` defines defaults for, in place. */
  applyDefaults(object: KubeObject, version: string): void;
  toStorage(object: KubeObject, version: string): KubeObject;
  fromStorage(object: KubeObject, version: string): KubeObject;
  /** An object of `version` of which nothing is set, without metadata. */
  zero(version: string): KubeObject;
  /** The status of an object that has none yet; undefined where it is left out. */
  emptyStatus(): Json | undefined;
}

/** One resource of the API: what discovery says of it, and how its objects are treated. */
export interface ResourceType {
  readonly group: string;
  /** The served versions, the preferred one first. */
  readonly versions: readonly string[];
  readonly storageVersion: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: ReadonlyMap<string, Subresource>;
  /** Where objects are stored: `group/plural/`. Two resources with one prefix show the same objects. */
  readonly keyPrefix: string;
  /** Whether a CRD defines it. */
  readonly custom: boolean;
  readonly codec: ObjectCodec;
  /** What fields there are and how they merge, in every served version. */
  readonly schemas: SchemaSet;
  readonly strategy: Strategy;
  /** What `kubectl get` shows in a version, where the resource says so itself. */
  readonly rows?: (version: string) => RowPrinter | undefined;
  /** What clients of a version are told with every answer. */
  readonly warningFor?: (version: string) => string | undefined;
  /** Where the scale subresource finds its numbers; in the usual places where absent. */
  readonly scale?: ScalePaths;
  /** What field selectors may name. */
  readonly selectableFields: SelectableFields;
}

/** A resource in one of its versions: what a path names. */
export interface ServedType {
  readonly type: ResourceType;
  readonly version: string;
}

/** The storage key of an object; the namespace is empty for cluster-scoped resources. */
export function objectKey(type: ResourceType, namespace: string, name: string): string {
  return `${type.keyPrefix}${type.namespaced ? namespace : ''}/${name}`;
}

/** The storage prefix of the objects of a namespace, or of all where it is empty. */
export function scanPrefix(type: ResourceType, namespace: string): string {
  return type.namespaced && namespace !== '' ? `${type.keyPrefix}${namespace}/` : type.keyPrefix;
}

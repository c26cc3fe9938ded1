import { apiVersionOf, cloneJson, isJsonObject, type JsonObject, type KubeObject } from '../../base/index.ts';
import { applyDefaults, type CrdSchemas, prune, SchemaError, type StructuralSchema } from '../../schema/index.ts';
import { kubernetesGoTypes } from '../decoding/go-types.ts';
import { decodeTyped, DecodeError } from '../decoding/typed-codec.ts';
import type { ObjectCodec } from '../machinery/resource-type.ts';

/** The codec of a custom resource: prunes and completes objects by the schemas of its versions, converts by name only. */
export function customCodec(schemas: CrdSchemas, storageVersion: string): ObjectCodec {
  const byVersion = new Map(schemas.versions.map((version) => [version.name, version]));
  const schemaOf = (version: string): StructuralSchema => byVersion.get(version)?.schema ?? {};
  const shown = new Map(schemas.versions.map((version) => [version.name, new WeakMap<KubeObject, KubeObject>()]));
  const storedIsComplete = schemas.versions.length === 1 && !hasDefaults(schemaOf(storageVersion));

  const complete = (object: KubeObject, version: string): void => {
    limited(() => applyDefaults(object, schemaOf(version), schemas.set));
  };
  const withVersion = (object: KubeObject, version: string): KubeObject => ({
    ...object,
    apiVersion: apiVersionOf({ group: schemas.group, version }),
  });

  return {
    decode: (raw, version) => {
      const object = cloneJson(raw) as KubeObject;
      const metadata = decodeMetadata(object);
      const unknown = limited(() => prune(object, schemaOf(version), schemas.set));
      return { object, unknown: [...metadata, ...unknown] };
    },
    applyDefaults: complete,
    toStorage: (object, version) => (version === storageVersion ? object : withVersion(object, storageVersion)),
    fromStorage: (object, version) => {
      // A stored object may be older than the defaults of the schema that it is read by.
      if (version === storageVersion && storedIsComplete) return object;
      const cache = shown.get(version);
      const known = cache?.get(object);
      if (known !== undefined) return known;
      const copy = withVersion(cloneJson(object), version);
      limited(() => prune(copy, schemaOf(version), schemas.set));
      complete(copy, version);
      cache?.set(object, copy);
      return copy;
    },
    zero: (version) =>
      ({ apiVersion: apiVersionOf({ group: schemas.group, version }), kind: schemas.names.kind }) as KubeObject,
    emptyStatus: () => undefined,
  };
}

/** Reads the metadata as its Go type does; gives the paths of fields that it does not have. */
function decodeMetadata(object: KubeObject): string[] {
  const type = kubernetesGoTypes.struct('meta/v1.ObjectMeta');
  const metadata = (object as JsonObject)['metadata'] ?? {};
  if (type === undefined || !isJsonObject(metadata)) {
    throw new DecodeError('json: cannot unmarshal metadata into Go value of type v1.ObjectMeta');
  }
  const { value, unknown } = decodeTyped(metadata, type);
  object.metadata = value;
  return unknown.map((path) => `metadata.${path}`);
}

function hasDefaults(schema: StructuralSchema): boolean {
  return JSON.stringify(schema).includes('"default":');
}

/** Nesting that is too deep is the client's mistake. */
function limited<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SchemaError) throw new DecodeError(error.message);
    throw error;
  }
}

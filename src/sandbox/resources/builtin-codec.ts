import { apiVersionOf, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Defaulter } from '../defaults/index.ts';
import { type GoStruct, kubernetesGoTypes } from '../decoding/go-types.ts';
import { decodeTyped } from '../decoding/typed-codec.ts';
import { readMessage } from '../decoding/protobuf.ts';
import type { ObjectCodec } from '../machinery/resource-type.ts';
import type { BuiltinRow } from './rows.ts';

/** Turns objects of a kind from one of its versions into another; gives what it got where they are one. */
export interface VersionConversion {
  toStorage(object: KubeObject, version: string): KubeObject;
  fromStorage(object: KubeObject, version: string): KubeObject;
}

/** The codec of a built-in kind: reads and writes as its Go types do. */
export function builtinCodec(
  row: BuiltinRow,
  storageVersion: string,
  defaulter: Defaulter,
  conversion: VersionConversion | undefined,
): ObjectCodec {
  const structOf = (version: string): GoStruct => {
    const name = `${row.folder}/${version}.${row.kind}`;
    const struct = kubernetesGoTypes.struct(name);
    if (struct === undefined) throw new Error(`no Go type ${name}: generate the table again`);
    return struct;
  };
  return {
    decode: (raw, version) => {
      const { value, unknown } = decodeTyped(raw, structOf(version));
      return { object: withTypeFirst(value), unknown };
    },
    readProtobuf: (raw, version) => readMessage(raw, structOf(version)),
    applyDefaults: (object, version) => defaulter.apply(object, structOf(version)),
    toStorage: (object, version) => conversion?.toStorage(object, version) ?? object,
    fromStorage: (object, version) => conversion?.fromStorage(object, version) ?? object,
    zero: (version) => {
      const { metadata: _, ...rest } = decodeTyped({}, structOf(version)).value;
      return { apiVersion: apiVersionOf({ group: row.group, version }), kind: row.kind, ...rest } as KubeObject;
    },
    emptyStatus: (): Json | undefined => decodeTyped({}, structOf(storageVersion)).value['status'],
  };
}

/** The object with its type in front, as everybody prints it. */
function withTypeFirst(value: JsonObject): KubeObject {
  const { kind, apiVersion, ...rest } = value;
  return { kind, apiVersion, ...rest } as unknown as KubeObject;
}

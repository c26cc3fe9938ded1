import { type Type, types } from '../types.ts';
import { listOf, mapOf, opaqueType, typeOfType } from '../types.ts';
import { CelDuration, CelList, celMap, CelOptional, CelTimestamp, CelType, CelUint, type CelValue } from '../values.ts';
import { parseDurationText, parseTimestamp } from '../time-text.ts';

/** A value as protobuf's JSON writes cel.expr.Value. */
interface ValueJson {
  readonly nullValue?: null;
  readonly boolValue?: boolean;
  readonly int64Value?: string;
  readonly uint64Value?: string;
  readonly doubleValue?: number | string;
  readonly stringValue?: string;
  readonly bytesValue?: string;
  readonly listValue?: { readonly values?: readonly ValueJson[] };
  readonly mapValue?: { readonly entries?: readonly { readonly key: ValueJson; readonly value: ValueJson }[] };
  readonly typeValue?: string;
  readonly objectValue?: { readonly '@type': string; readonly value?: unknown };
}

/** A type as protobuf's JSON writes cel.expr.Type. */
interface TypeJson {
  readonly primitive?: string;
  readonly wellKnown?: string;
  readonly dyn?: unknown;
  readonly null?: unknown;
  readonly listType?: { readonly elemType?: TypeJson };
  readonly mapType?: { readonly keyType?: TypeJson; readonly valueType?: TypeJson };
  readonly abstractType?: { readonly name: string; readonly parameterTypes?: readonly TypeJson[] };
  readonly type?: TypeJson;
}

/** One vector. */
export interface Vector {
  readonly name?: string;
  readonly expr: string;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly disableMacros?: boolean;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly {
    readonly name: string;
    readonly ident?: { readonly type: TypeJson };
    readonly function?: unknown;
  }[];
  readonly bindings?: Readonly<Record<string, { readonly value?: ValueJson }>>;
  readonly value?: ValueJson;
  readonly typedResult?: { readonly result?: ValueJson };
  readonly evalError?: unknown;
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: Vector }[];
}

/** Every vector, under the path of its suites. */
export function vectorsOf(suite: unknown): readonly { readonly name: string; readonly vector: Vector }[] {
  const visit = ({ name, suites = [], tests = [] }: Suite, path: string): { name: string; vector: Vector }[] =>
    [
      ...suites.flatMap((inner) => visit(inner, path === '' ? inner.name : `${path}/${inner.name}`)),
      ...tests.map(({ original }) => ({ name: `${path}/${original.name ?? original.expr}`, vector: original })),
    ].map((found) => (name === '' ? found : found));
  return visit(suite as Suite, '');
}

/** Whether a vector gets by without protobuf messages, which this implementation has none of. */
export function isWithoutMessages(vector: Vector): boolean {
  const text = JSON.stringify(vector).replaceAll(/google\.protobuf\.(?:Timestamp|Duration)/g, '');
  return !/TestAllTypes|google\.protobuf\.|"container":"google\.protobuf|messageType|cel\.expr\.conformance|wrapper/.test(
    text,
  );
}

/** The value that a variable is bound to. */
export function bindingOf({ value = {} }: { readonly value?: ValueJson }): CelValue {
  return valueOf(value);
}

/** The value that a vector wants. */
export function expectedOf(vector: Vector): CelValue {
  const value = vector.value ?? vector.typedResult?.result;
  return value === undefined ? true : valueOf(value);
}

function valueOf(value: ValueJson): CelValue {
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.int64Value !== undefined) return BigInt(value.int64Value);
  if (value.uint64Value !== undefined) return new CelUint(BigInt(value.uint64Value));
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.bytesValue !== undefined) return new Uint8Array(Buffer.from(value.bytesValue, 'base64'));
  if (value.listValue !== undefined) return new CelList((value.listValue.values ?? []).map(valueOf));
  if (value.mapValue !== undefined) {
    return celMap((value.mapValue.entries ?? []).map((entry) => [valueOf(entry.key), valueOf(entry.value)] as const));
  }
  if (value.typeValue !== undefined) return new CelType({ kind: 'opaque', name: value.typeValue, params: [] });
  if (value.objectValue !== undefined) return objectOf(value.objectValue);
  return null;
}

function objectOf({ '@type': type, value }: { readonly '@type': string; readonly value?: unknown }): CelValue {
  if (type.endsWith('Timestamp')) return new CelTimestamp(parseTimestamp(String(value)) ?? 0n);
  if (type.endsWith('Duration')) return new CelDuration(parseDurationText(String(value)) ?? 0n);
  return new CelOptional(undefined);
}

const primitives: Readonly<Record<string, Type>> = {
  BOOL: types.bool,
  INT64: types.int,
  UINT64: types.uint,
  DOUBLE: types.double,
  STRING: types.string,
  BYTES: types.bytes,
};

/** The type that a variable is declared with. */
export function declaredType(type: TypeJson = {}): Type {
  if (type.primitive !== undefined) return primitives[type.primitive] ?? types.dyn;
  if (type.wellKnown === 'TIMESTAMP') return types.timestamp;
  if (type.wellKnown === 'DURATION') return types.duration;
  if (type.listType !== undefined) return listOf(declaredType(type.listType.elemType));
  if (type.mapType !== undefined)
    return mapOf(declaredType(type.mapType.keyType), declaredType(type.mapType.valueType));
  if (type.abstractType !== undefined) {
    return opaqueType(type.abstractType.name, ...(type.abstractType.parameterTypes ?? []).map(declaredType));
  }
  if (type.type !== undefined) return typeOfType(declaredType(type.type));
  return type.null === undefined ? types.dyn : types.null;
}

const exceptions: Readonly<Record<string, string>> = {
  'block_ext/': 'cel.block is what an optimizer of cel-go writes, no syntax for people',
  'string_ext/value_errors/indexof_out_of_range': 'cel-go v0.26.0, which Kubernetes 1.36 uses, gives -1',
  'string_ext/value_errors/lastindexof_out_of_range': 'as with indexOf',
  'type_deductions/functions/function_result_type': 'declares a function of its own',
  'type_deductions/type_parameters/multiple_parameters': 'declares functions of its own',
};

/** Why a vector is not met, where it is known not to be. */
export function exceptionFor(name: string): string | undefined {
  return Object.entries(exceptions).find(([prefix]) => name.startsWith(prefix))?.[1];
}

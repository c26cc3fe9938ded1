import type {
  CelDuration,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelType as TypeValue,
  CelUint,
} from './values.ts';
import type { CelValue } from './values.ts';

/** The kinds of types that the checker tells apart. */
export type TypeKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration'
  | 'list'
  | 'map'
  | 'type'
  | 'dyn'
  | 'error'
  | 'param'
  | 'opaque'
  | 'struct';

/** A type of CEL; `T` is what its values are in TypeScript. */
export interface Type<T extends CelValue = CelValue> {
  readonly kind: TypeKind;
  /** As `type(x)` shows it: `int`, `list`, `google.protobuf.Timestamp`, `kubernetes.Quantity`. */
  readonly name: string;
  readonly params: readonly Type[];
  /** The fields of a struct; undefined for a field that it does not have. */
  readonly field?: (name: string) => Type | undefined;
  /** Never set: it carries `T`. */
  readonly valueType?: T;
}

/** The TypeScript type of a CEL type's values. */
export type ValueOf<T extends Type> = T extends Type<infer V> ? V : never;

function simple<T extends CelValue>(kind: TypeKind, name: string = kind): Type<T> {
  return { kind, name, params: [] };
}

/** The types that every expression knows. */
export const types = {
  bool: simple<boolean>('bool'),
  int: simple<bigint>('int'),
  uint: simple<CelUint>('uint'),
  double: simple<number>('double'),
  string: simple<string>('string'),
  bytes: simple<Uint8Array>('bytes'),
  null: simple<null>('null', 'null_type'),
  timestamp: simple<CelTimestamp>('timestamp', 'google.protobuf.Timestamp'),
  duration: simple<CelDuration>('duration', 'google.protobuf.Duration'),
  type: simple<TypeValue>('type'),
  dyn: simple<CelValue>('dyn'),
  error: simple<CelValue>('error', '!error!'),
} as const;

/** The type of lists of `element`. */
export function listOf(element: Type): Type<CelList> {
  return { kind: 'list', name: 'list', params: [element] };
}

/** The type of maps from `key` to `value`. */
export function mapOf(key: Type, value: Type): Type<CelMap> {
  return { kind: 'map', name: 'map', params: [key, value] };
}

/** A type that stands for any type, the same wherever its name appears in one signature. */
export function paramType(name: string): Type {
  return { kind: 'param', name, params: [] };
}

/** The type of a type. */
export function typeOfType(type: Type): Type<TypeValue> {
  return { kind: 'type', name: 'type', params: [type] };
}

/** A type that only functions look into. */
export function opaqueType<T extends CelValue>(name: string, ...params: readonly Type[]): Type<T> {
  return { kind: 'opaque', name, params };
}

/** The type of `optional.of(value)`. */
export function optionalOf(value: Type): Type<CelOptional> {
  return opaqueType('optional_type', value);
}

/** A type with fields. */
export function structType<T extends CelValue = CelValue>(
  name: string,
  field: (name: string) => Type | undefined = () => undefined,
): Type<T> {
  return { kind: 'struct', name, params: [], field };
}

/** Whether two types are the same, to the last parameter. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, index) => sameType(param, b.params[index] as Type));
}

/** A type as errors of the checker name it (cel-go v0.26.0, checker/format.go). */
export function formatType(type: Type): string {
  if (type.kind === 'timestamp' || type.kind === 'duration' || type.kind === 'null') return type.kind;
  if (type.params.length === 0) return type.name;
  return `${type.name}(${type.params.map(formatType).join(', ')})`;
}

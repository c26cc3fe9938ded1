import type { GoFunction } from '../function.ts';
import { anyMap, anySlice, type GoType, goTypes } from './type.ts';

/**
 * A value as templates see it. `null` is the nil interface, a `number` a float64 (every number of a values file), a `bigint` an int (every whole
 * literal of a template), a `string` a byte string (see `text.ts`). Other whole numbers, such as sprig's int64, are `GoInteger`.
 */
export type GoValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | GoInteger
  | GoComplex
  | GoBytes
  | GoSlice
  | GoMap
  | GoObject
  | GoFunctionValue;

/** A whole number of another type than int. */
export class GoInteger {
  readonly type: GoType;
  /** Within the bounds of the type. */
  readonly value: bigint;

  constructor(type: GoType, value: bigint) {
    this.type = type;
    this.value = value;
  }
}

/** A complex128: only literals such as `1i` make them. */
export class GoComplex {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

/** A `[]uint8`, which prints as text with `%s` and as numbers with `%v`. */
export class GoBytes {
  /** A byte string. */
  readonly bytes: string;

  constructor(bytes: string) {
    this.bytes = bytes;
  }
}

/** A slice; what a function changes it copies first, as sprig's do. */
export class GoSlice {
  readonly items: readonly GoValue[];
  readonly type: GoType;
  /** A nil slice: empty, and null in JSON. */
  readonly isNil: boolean;
  /** What a defined slice type has, such as `APIVersions.Has`. */
  readonly methods: ReadonlyMap<string, GoFunction> | undefined;

  constructor(
    items: readonly GoValue[],
    type: GoType = anySlice,
    isNil = false,
    methods?: ReadonlyMap<string, GoFunction>,
  ) {
    this.items = items;
    this.type = type;
    this.isNil = isNil;
    this.methods = methods;
  }
}

/** A map with string keys. Its entries are changed in place (`set`, `unset`, `merge`), and everybody who holds the map sees that. */
export class GoMap {
  readonly entries: Map<string, GoValue>;
  readonly type: GoType;
  /** A nil map: empty, and null in JSON. */
  readonly isNil: boolean;
  /** What a defined map type has, such as `Files.Get`; a method goes before an entry of its name. */
  readonly methods: ReadonlyMap<string, GoFunction> | undefined;

  constructor(
    entries: Map<string, GoValue> = new Map(),
    type: GoType = anyMap,
    isNil = false,
    methods?: ReadonlyMap<string, GoFunction>,
  ) {
    this.entries = entries;
    this.type = type;
    this.isNil = isNil;
    this.methods = methods;
  }
}

/** A struct or a pointer to one: fields and methods by their Go names. */
export class GoObject {
  readonly type: GoType;
  readonly fields: ReadonlyMap<string, GoValue>;
  readonly methods: ReadonlyMap<string, GoFunction>;
  /** What its `String` method (fmt.Stringer) or `Error` method gives; absent: printed field by field. */
  readonly text: (() => string) | undefined;
  /** What a function of ours put in for another of ours, such as a time or a version. */
  readonly native: unknown;

  constructor(
    type: GoType,
    parts: {
      readonly fields?: ReadonlyMap<string, GoValue>;
      readonly methods?: ReadonlyMap<string, GoFunction>;
      readonly text?: () => string;
      readonly native?: unknown;
    } = {},
  ) {
    this.type = type;
    this.fields = parts.fields ?? new Map();
    this.methods = parts.methods ?? new Map();
    this.text = parts.text;
    this.native = parts.native;
  }
}

/** A function that is itself a value: for `call`. */
export class GoFunctionValue {
  readonly called: GoFunction;

  constructor(called: GoFunction) {
    this.called = called;
  }
}

/** The type of a value; undefined for nil, which has none. */
export function typeOf(value: GoValue): GoType | undefined {
  switch (typeof value) {
    case 'string':
      return goTypes.string;
    case 'number':
      return goTypes.float64;
    case 'bigint':
      return goTypes.int;
    case 'boolean':
      return goTypes.bool;
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: Exclude<GoValue, string | number | bigint | boolean>): GoType | undefined {
  if (value === null) return undefined;
  if (value instanceof GoComplex) return goTypes.complex128;
  if (value instanceof GoBytes) return byteSlice;
  if (value instanceof GoFunctionValue) return goTypes.func;
  return value.type;
}

const byteSlice: GoType = { kind: 'slice', name: '[]uint8', elem: goTypes.uint8 };

/** An int64, as sprig's arithmetic gives it; wraps around as Go's does. */
export function int64(value: bigint): GoInteger {
  return new GoInteger(goTypes.int64, BigInt.asIntN(64, value));
}

/** What a pointer to a struct points to, unless it has a text of its own; other values are given back. */
export function indirect(value: GoValue): GoValue {
  if (!(value instanceof GoObject) || value.type.kind !== 'ptr' || value.text !== undefined) return value;
  const { fields, methods, native } = value;
  const type = value.type.elem ?? { kind: 'struct' as const, name: value.type.name.slice(1) };
  return new GoObject(type, { fields, methods, native });
}

/** Whether a value is a whole number of a defined type with methods, such as time.Duration. */
export function isNamedInteger(value: GoValue): value is GoObject & { readonly native: bigint } {
  return value instanceof GoObject && typeof value.native === 'bigint';
}

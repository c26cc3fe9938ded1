/** What reflect.Kind says of a value, as `kindOf` prints it. */
export type GoKind =
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float64'
  | 'complex128'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'ptr'
  | 'func'
  | 'interface';

/** A Go type, as far as templates can tell types apart. Two types are the same where their names are. */
export interface GoType {
  readonly kind: GoKind;
  /** As `%T` prints it: `map[string]interface {}`, `[]string`, `*semver.Version`. */
  readonly name: string;
  /** Of what a slice, a map or a pointer is made. */
  readonly elem?: GoType;
  /** Of a named map or slice, such as Helm's `common.Values`: the unnamed type it was made from, with which it is exchangeable. */
  readonly underlying?: GoType;
}

function basic<K extends GoKind>(kind: K): GoType & { readonly kind: K } {
  return { kind, name: kind };
}

/** The types that values of templates commonly have. */
export const goTypes = {
  bool: basic('bool'),
  int: basic('int'),
  int64: basic('int64'),
  uint8: basic('uint8'),
  uint64: basic('uint64'),
  float64: basic('float64'),
  complex128: basic('complex128'),
  string: basic('string'),
  /** `interface {}`: what a value has no type beside its own in. */
  any: { kind: 'interface', name: 'interface {}' },
  func: { kind: 'func', name: 'func()' },
} as const satisfies Record<string, GoType>;

/** The type of slices of `elem`. */
export function sliceOf(elem: GoType): GoType {
  return { kind: 'slice', name: `[]${elem.name}`, elem };
}

/** The type of maps from strings to `elem`; templates meet no other keys. */
export function mapOf(elem: GoType): GoType {
  return { kind: 'map', name: `map[string]${elem.name}`, elem };
}

/** `[]interface {}`. */
export const anySlice: GoType = sliceOf(goTypes.any);
/** `[]string`. */
export const stringSlice: GoType = sliceOf(goTypes.string);
/** `map[string]interface {}`. */
export const anyMap: GoType = mapOf(goTypes.any);
/** `map[string]string`. */
export const stringMap: GoType = mapOf(goTypes.string);

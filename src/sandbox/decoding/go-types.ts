import table from '../generated/go-types.json' with { type: 'json' };

/** Types with a JSON form of their own. */
export type SpecialType =
  | 'Quantity'
  | 'IntOrString'
  | 'RawExtension'
  | 'Time'
  | 'MicroTime'
  | 'Duration'
  | 'FieldsV1'
  | 'JSON'
  | 'JSONSchemaPropsOrBool'
  | 'JSONSchemaPropsOrArray'
  | 'JSONSchemaPropsOrStringArray';

/** Go's scalar types, as far as the API uses them. */
export type ScalarType = 'string' | 'bool' | 'int32' | 'int64' | 'float64' | 'bytes';

/** A Go type of the Kubernetes API, as far as JSON and protobuf are concerned. `goName` is how Go prints it. */
export type GoType =
  | { readonly kind: 'scalar'; readonly name: ScalarType; readonly goName: string }
  | { readonly kind: 'special'; readonly name: SpecialType; readonly goName: string }
  | { readonly kind: 'list' | 'map' | 'pointer'; readonly element: GoType; readonly goName: string }
  | GoStruct;

/** A Go struct; the fields of structs that it embeds are among its own. */
export interface GoStruct {
  readonly kind: 'struct';
  /** Such as `core/v1.PodSpec`. */
  readonly name: string;
  readonly goName: string;
  readonly fields: ReadonlyMap<string, GoField>;
}

/** A field of a struct. */
export interface GoField {
  /** The name in JSON. */
  readonly json: string;
  /** The protobuf field number; 0 where there is none. */
  readonly number: number;
  /** The numbers of the embedded structs through which protobuf reaches the field, outermost first. */
  readonly embeddedIn: readonly number[];
  /** Whether an empty value is left out of JSON; structs never are. */
  readonly omitEmpty: boolean;
  /** Whether also a struct is left out where all of it is zero. */
  readonly omitZero: boolean;
  readonly type: GoType;
}

/** The types by name. */
export interface GoTypes {
  /** The struct `core/v1.Pod`; undefined where there is none of that name. */
  struct(name: string): GoStruct | undefined;
}

/** Reads a table as `scripts/generate-sandbox-types.ts` writes it. Types are built when they are first asked for. */
export function readGoTypes(rows: Readonly<Record<string, string | Readonly<Record<string, string>>>>): GoTypes {
  const structs = new Map<string, GoStruct>();

  const struct = (name: string): GoStruct | undefined => {
    const known = structs.get(name);
    if (known !== undefined) return known;
    const row = rows[name];
    if (row === undefined || typeof row === 'string') return undefined;
    const fields = new Map<string, GoField>();
    const built: GoStruct = { kind: 'struct', name, goName: shortGoName(name), fields };
    // Known before its fields are, since types contain themselves.
    structs.set(name, built);
    addFields(fields, row, []);
    return built;
  };

  const addFields = (
    fields: Map<string, GoField>,
    row: Readonly<Record<string, string>>,
    embeddedIn: number[],
  ): void => {
    for (const [json, text] of Object.entries(row)) {
      if (json.startsWith('...')) {
        const embedded = rows[text];
        if (typeof embedded === 'object') addFields(fields, embedded, [...embeddedIn, Number(json.slice(3))]);
        continue;
      }
      const parts = text.split(' ');
      const flags = parts.length === 3 ? (parts[1] ?? '') : '';
      fields.set(json, {
        json,
        number: Number(parts[0]),
        embeddedIn,
        omitEmpty: flags.includes('?'),
        omitZero: flags.includes('0'),
        type: typeOf(parts.at(-1) ?? ''),
      });
    }
  };

  const typeOf = (text: string): GoType => {
    if (text.startsWith('*')) return container('pointer', text.slice(1), '*');
    if (text.startsWith('[]')) return container('list', text.slice(2), '[]');
    if (text.startsWith('{}')) return container('map', text.slice(2), 'map[string]');
    const row = rows[text];
    if (typeof row === 'string') return { ...typeOf(row), goName: shortGoName(text) };
    if (row !== undefined) return struct(text) as GoStruct;
    if (/^(?:string|bool|int32|int64|float64|bytes)$/.test(text)) {
      return { kind: 'scalar', name: text as ScalarType, goName: text === 'bytes' ? '[]uint8' : text };
    }
    return { kind: 'special', name: text as SpecialType, goName: text };
  };

  const container = (kind: 'list' | 'map' | 'pointer', text: string, prefix: string): GoType => {
    const element = typeOf(text);
    return { kind, element, goName: prefix + element.goName };
  };

  return { struct };
}

/** The types of Kubernetes 1.36. */
export const kubernetesGoTypes: GoTypes = readGoTypes(table);

/** `v1.PodSpec` for `core/v1.PodSpec`. */
function shortGoName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

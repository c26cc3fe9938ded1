import { KustomizeError, type KustomizeErrorCode } from '../error.ts';
import { isNull, type MapNode, type Node, type Place } from '../node/index.ts';

/** A text and where it was written. */
export interface Text {
  readonly text: string;
  readonly place: Place;
  /** Where its content starts, where it was written as a `|` block. */
  readonly block?: { readonly line: number; readonly column: number };
}

/**
 * What becomes of fields that there are not: a kustomization refuses them, a plugin's configuration does not see them. The latter is read straight
 * into Go's types by sigs.k8s.io/yaml, so there a number or boolean also stands for a text.
 */
export type UnknownFields = 'refuse' | 'ignore';

/** Makes a typed value of a node; `name` is the field's, for messages. Throws FieldFault. */
export type Decoder<T> = (node: Node, name: string, unknown?: UnknownFields) => T;

/** What `decode` makes an error of. */
class FieldFault extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/**
 * Makes a typed value of a configuration, as Go's encoding/json does: null is nothing, names of fields may be written in any case, a
 * number is no text. Throws KustomizeError `code` with the place of what is wrong.
 */
export function decode<T>(
  decoder: Decoder<T>,
  node: Node,
  name: string,
  code: KustomizeErrorCode,
  unknown: UnknownFields = 'refuse',
): T {
  try {
    return decoder(node, name, unknown);
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error;
    throw new KustomizeError(code, error.message, { place: error.place, cause: error });
  }
}

/** A text. */
export const text: Decoder<Text> = (node, name, unknown) => {
  if (unknown === 'ignore') return looseText(node, name);
  if (isNull(node)) return { text: '', place: node.place };
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const { value, place, block } = node;
    return block === undefined ? { text: value, place } : { text: value, place, block };
  }
  throw wrong(node, name, 'a text');
};

/** `true` or `false`. */
export const flag: Decoder<boolean> = (node, name) => {
  if (isNull(node)) return false;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  throw wrong(node, name, 'true or false');
};

/** A whole number. */
export const whole: Decoder<number | bigint> = (node, name) => {
  if (isNull(node)) return 0;
  if (node.kind === 'scalar') {
    if (typeof node.value === 'bigint' || (typeof node.value === 'number' && Number.isInteger(node.value)))
      return node.value;
  }
  throw wrong(node, name, 'a whole number');
};

/** A whole number as its decimal digits. */
export const digits: Decoder<Text> = (node, name) => ({ text: String(whole(node, name)), place: node.place });

/** A text, for which a number or boolean stands too, as sigs.k8s.io/yaml has it where it reads straight into Go's types. */
export const looseText: Decoder<Text> = (node, name) => {
  if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'string') return text(node, name);
  return { text: typeof node.value === 'number' ? goNumberText(node.value) : String(node.value), place: node.place };
};

/** Go's shortest text of a number: whole ones in full, others with an exponent where that is beyond -4 and 20. */
function goNumberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [fraction = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${fraction}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Anything. */
export const any: Decoder<Node> = (node) => node;

/** A list; null is an empty one. */
export function list<T>(item: Decoder<T>): Decoder<T[]> {
  return (node, name, unknown) => {
    if (isNull(node)) return [];
    if (node.kind !== 'list') throw wrong(node, name, 'a list');
    return node.items.map((element, index) => item(element, `${name}[${index}]`, unknown));
  };
}

/** A map from names to values of one kind; null is an empty one. */
export function dictionary<T>(value: Decoder<T>): Decoder<Map<string, T>> {
  return (node, name, unknown) => {
    if (isNull(node)) return new Map();
    if (node.kind !== 'map') throw wrong(node, name, 'a map');
    return new Map([...node.entries].map(([key, entry]) => [key, value(entry, `${name}.${key}`, unknown)]));
  };
}

/** What a struct's decoder gives: fields that are not there, or null, are missing, and `place` is that of the struct. */
export type Struct<F extends Readonly<Record<string, Decoder<unknown>>>> = {
  readonly [K in keyof F]?: F[K] extends Decoder<infer T> ? T : never;
} & { readonly place: Place };

/** A map with known fields. What becomes of others says the caller of `decode`, unless `always` is given. */
export function struct<F extends Readonly<Record<string, Decoder<unknown>>>>(
  fields: F,
  always?: UnknownFields,
): Decoder<Struct<F>> {
  const names = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  return (node, name, unknown) => {
    const values: Record<string, unknown> = { place: node.place };
    if (isNull(node)) return values as Struct<F>;
    if (node.kind !== 'map') throw wrong(node, name, 'a map with fields');
    for (const [key, entry] of orderedEntries(node)) {
      const field = Object.hasOwn(fields, key) ? key : names.get(key.toLowerCase());
      const decoder = field === undefined ? undefined : fields[field];
      if (field === undefined || decoder === undefined) {
        if ((always ?? unknown) === 'ignore') continue;
        throw new FieldFault(unknownField(key, name, [...names.values()]), entry.place);
      }
      if (isNull(entry)) continue;
      values[field] = decoder(entry, name === '' ? key : `${name}.${key}`, unknown);
    }
    return values as Struct<F>;
  };
}

/** Keys in the order of JSON, which sigs.k8s.io/yaml makes of them: of `Name` and `name` the second counts. */
function orderedEntries(node: MapNode): [string, Node][] {
  const entries = [...node.entries];
  const lower = new Set(entries.map(([key]) => key.toLowerCase()));
  return lower.size === entries.length ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function unknownField(key: string, name: string, known: readonly string[]): string {
  const where = name === '' ? '' : ` in ${name}`;
  const near = known.find((other) => isNear(other.toLowerCase(), key.toLowerCase()));
  const hint = near === undefined ? 'take it out' : `perhaps ${near} is meant`;
  return `unknown field "${key}"${where}: ${hint}`;
}

/** Whether one is the other with a letter more, less or changed, or in its singular. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return Math.max(one.length, other.length) - start - end <= 1;
}

function wrong(node: Node, name: string, wanted: string): FieldFault {
  return new FieldFault(`${name === '' ? 'this' : name} must be ${wanted}, but is ${describe(node)}`, node.place);
}

function describe(node: Node): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'null';
  if (typeof node.value === 'string') return 'a text';
  return typeof node.value === 'boolean'
    ? String(node.value)
    : `the number ${String(node.value)}; quote it to make it a text`;
}

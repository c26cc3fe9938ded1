import { bytesOfText } from '../../../lang/index.ts';
import { goFloatText, readYaml, type YamlCursor, type YamlValue } from '../../../yaml/index.ts';
import { HelmError } from '../error.ts';

/**
 * The first document of a YAML text as sigs.k8s.io/yaml's `Unmarshal` reads it; null where it is empty. Throws HelmError with `code`.
 */
export function readFirstDocument(
  data: string,
  code: 'bad-chart' | 'bad-values' | 'manifest',
  before: string,
): YamlValue {
  const reading = readYaml(Buffer.from(data, 'latin1'), { profile: 'go2', documents: 'first' });
  const [problem] = reading.problems;
  if (problem !== undefined) {
    const line = problem.line === undefined ? '' : `line ${problem.line}: `;
    throw new HelmError(code, `${before}error converting YAML to JSON: yaml: ${line}${problem.message}`);
  }
  const [document] = reading.documents;
  if (document === undefined) return null;
  return code === 'bad-chart' ? withWrittenFloats(document.value, document.cursor()) : document.value;
}

/**
 * A chart's definition with the floats that are whole as the texts that they become: `72445e2` is a version `7.2445e+06`, where the number alone
 * would be `7244500` (sigs.k8s.io/yaml 1.6, convertToJSONableObject).
 */
function withWrittenFloats(value: YamlValue, cursor: YamlCursor | undefined): YamlValue {
  if (typeof value === 'number') {
    const isFloat =
      Number.isInteger(value) && /^[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?$/.test(cursor?.written ?? '');
    return isFloat && /[.eE]/.test(cursor?.written ?? '') ? goFloatText(value) : value;
  }
  if (Array.isArray(value)) return value.map((item, index) => withWrittenFloats(item, cursor?.child(index)));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withWrittenFloats(item, cursor?.child(key))]),
  );
}

/**
 * Fields of a YAML map as encoding/json puts them into a struct behind sigs.k8s.io/yaml: names in any case, numbers and booleans as texts
 * where a text is wanted, null for what is not said. `fault` makes the error of a value of another type.
 */
export class StructReader {
  readonly #members = new Map<string, YamlValue>();
  readonly #struct: string;
  readonly #fault: (message: string) => HelmError;

  constructor(value: YamlValue, struct: string, fault: (message: string) => HelmError) {
    this.#struct = /^\w+\.(?=\w)/.test(struct) ? struct.slice(struct.indexOf('.') + 1) : struct;
    this.#fault = fault;
    if (value === null) return;
    if (!isMap(value)) throw fault(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${struct}`);
    for (const key of Object.keys(value).sort()) this.#members.set(key.toLowerCase(), value[key] ?? null);
  }

  has(field: string): boolean {
    return (this.#members.get(field.toLowerCase()) ?? null) !== null;
  }

  value(field: string): YamlValue {
    return this.#members.get(field.toLowerCase()) ?? null;
  }

  /** A byte string. */
  text(field: string): string {
    return this.#text(this.value(field), field, 'string');
  }

  flag(field: string): boolean {
    const value = this.value(field);
    if (value === null) return false;
    if (typeof value === 'boolean') return value;
    throw this.#wrong(value, field, 'bool');
  }

  /** The items of a list; undefined where there is none. */
  list(field: string, type: string): readonly YamlValue[] | undefined {
    const value = this.value(field);
    if (value === null) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(value, field, type);
    return value;
  }

  texts(field: string): string[] {
    return (this.list(field, '[]string') ?? []).map((item) => this.#text(item, field, 'string'));
  }

  textMap(field: string): Map<string, string> | undefined {
    const value = this.value(field);
    if (value === null) return undefined;
    if (!isMap(value)) throw this.#wrong(value, field, 'map[string]string');
    return new Map(Object.entries(value).map(([key, item]) => [bytesOfText(key), this.#text(item, field, 'string')]));
  }

  #text(value: YamlValue, field: string, type: string): string {
    if (value === null) return '';
    const text = scalarText(value);
    if (text === undefined) throw this.#wrong(value, field, type);
    return text;
  }

  #wrong(value: YamlValue, field: string, type: string): HelmError {
    return this.#fault(
      `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${this.#struct}.${field} of type ${type}`,
    );
  }
}

/** A scalar as the text that sigs.k8s.io/yaml makes of it for a string field, a byte string; undefined for maps and lists. */
export function scalarText(value: YamlValue): string | undefined {
  if (typeof value === 'string') return bytesOfText(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : goFloatText(value);
  return typeof value === 'object' ? undefined : String(value);
}

/** Whether a value is a map. */
export function isMap(value: YamlValue): value is { [key: string]: YamlValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What encoding/json calls a value. */
export function jsonKind(value: YamlValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

import {
  bytesOfText,
  GoBytes,
  GoComplex,
  GoFunctionValue,
  GoInteger,
  GoMap,
  GoSlice,
  type GoValue,
  jsonTextOf,
  textOfBytes,
} from '../../../lang/index.ts';
import { writeYaml, type YamlValue, YamlWriteError } from '../../../yaml/index.ts';

/** `toYaml` of a value, a byte string; undefined where it has no JSON or holds itself. */
export function toYamlText(value: GoValue): string | undefined {
  try {
    const text = bytesOfText(writeYaml(yamlOf(value, 0)));
    return text.endsWith('\n') ? text.slice(0, -1) : text;
  } catch (error) {
    if (error instanceof NoJson || error instanceof YamlWriteError) return undefined;
    throw error;
  }
}

class NoJson extends Error {}

/** What Go's JSON would take for a cycle. */
const maxDepth = 1000;

function yamlOf(value: GoValue, depth: number): YamlValue {
  switch (typeof value) {
    case 'string':
      return textOfBytes(value);
    case 'number':
      if (!Number.isFinite(value)) throw new NoJson();
      return value;
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return yamlOfObject(value, depth);
  }
}

function yamlOfObject(value: Exclude<GoValue, string | number | bigint | boolean>, depth: number): YamlValue {
  if (depth > maxDepth) throw new NoJson();
  if (value === null) return null;
  if (value instanceof GoMap) return value.isNil ? null : members(value.entries, depth);
  if (value instanceof GoSlice) return value.isNil ? null : value.items.map((item) => yamlOf(item, depth + 1));
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoBytes) return Buffer.from(value.bytes, 'latin1').toString('base64');
  if (value instanceof GoFunctionValue || value instanceof GoComplex) throw new NoJson();
  if (typeof value.native === 'bigint') return value.native;
  return jsonTextOf(value) ?? members(value.fields, depth);
}

function members(entries: ReadonlyMap<string, GoValue>, depth: number): YamlValue {
  const object: { [key: string]: YamlValue } = {};
  for (const [key, item] of entries) {
    const name = textOfBytes(key);
    if (name === '__proto__') {
      Object.defineProperty(object, name, { value: yamlOf(item, depth + 1), enumerable: true, configurable: true });
    } else {
      object[name] = yamlOf(item, depth + 1);
    }
  }
  return object;
}

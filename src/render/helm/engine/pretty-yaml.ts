import {
  bytesOfText,
  GoBytes,
  GoComplex,
  GoFailure,
  GoFunctionValue,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  type GoValue,
  isNamedInteger,
  jsonTextOf,
  TemplateBudgetError,
  textOfBytes,
  typeOf,
} from '../../../lang/index.ts';
import { go3ScalarText, goFloatText, naturalOrderGo3 } from '../../../yaml/index.ts';

/** What Go would overflow its stack for. */
const maxDepth = 1000;

/**
 * `toYamlPretty` of a value, a byte string: go-yaml v3.0's encoder with an indentation of two (helm 4.2, pkg/engine/funcs.go toYAMLPretty). Lists are
 * indented under their key, floats keep their form, structs have Go's field names in small letters, bytes that are no text become `!!binary`.
 */
export function toPrettyYaml(value: GoValue): string {
  const text = nodeText(value, 0, 'root', 0);
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Where a node stands: alone, behind `key:`, or behind `- `, `? ` or `: `, where collections start on the same line. */
type Place = 'root' | 'value' | 'inline';

/** A node with its last line break; `indent` is where its members stand. */
function nodeText(value: GoValue, indent: number, place: Place, depth: number): string {
  if (depth > maxDepth) throw new TemplateBudgetError('too-deep', `a value is nested more than ${maxDepth} deep`);
  const entries = entriesOf(value);
  if (entries !== undefined && entries.length > 0) {
    return opening(place, indent) + entries.map((entry) => entryText(entry, indent, depth)).join(pad(indent));
  }
  if (value instanceof GoSlice || value instanceof GoBytes) {
    const items = value instanceof GoSlice ? value.items : bytesOf(value);
    if (items.length === 0) return separator(place) + '[]\n';
    const lines = items.map((item) => `-${nodeText(item, indent + 2, 'inline', depth + 1)}`);
    return opening(place, indent) + lines.join(pad(indent));
  }
  const text = entries === undefined ? scalarText(value, place === 'root' ? 2 : indent) : '{}';
  return separator(place) + (/[\n\u2028\u2029]$/.test(text) ? bytesOfText(text) : `${bytesOfText(text)}\n`);
}

function entryText([key, value]: readonly [string, GoValue], indent: number, depth: number): string {
  const text = textOfBytes(key);
  const isBinary = bytesOfText(text) !== key;
  const shown = isBinary
    ? binaryText(key, indent + 2)
    : go3ScalarText(text, indent + 2, key.length <= 128 && !/[\n\u2028\u2029\r\u0085]/.test(text));
  if (key.length <= 128 && !/[\n\r\u0085\u2028\u2029]/.test(text) && !shown.includes('\n')) {
    return `${bytesOfText(shown)}:${nodeText(value, indent + 2, 'value', depth + 1)}`;
  }
  const line = shown.endsWith('\n') ? shown : `${shown}\n`;
  return `? ${bytesOfText(line)}${pad(indent)}:${nodeText(value, indent + 2, 'inline', depth + 1)}`;
}

function opening(place: Place, indent: number): string {
  if (place === 'value') return `\n${pad(indent)}`;
  return place === 'inline' ? ' ' : '';
}

function separator(place: Place): string {
  return place === 'root' ? '' : ' ';
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}

/** Keys and values of a map or a struct, in order. */
function entriesOf(value: GoValue): (readonly [string, GoValue])[] | undefined {
  if (value instanceof GoMap) {
    const byText = new Map([...value.entries.keys()].map((key) => [textOfBytes(key), key]));
    return naturalOrderGo3([...byText.keys()]).map((text) => {
      const key = byText.get(text) ?? text;
      return [key, value.entries.get(key) ?? null];
    });
  }
  if (!(value instanceof GoObject) || isNamedInteger(value) || jsonTextOf(value) !== undefined) return undefined;
  return [...value.fields].map(([name, field]) => [name.toLowerCase(), field]);
}

function scalarText(value: GoValue, indent: number): string {
  switch (typeof value) {
    case 'string': {
      const text = textOfBytes(value);
      return bytesOfText(text) === value ? go3ScalarText(text, indent, false) : binaryText(value, indent);
    }
    case 'number':
      return goFloatText(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return objectText(value, indent);
  }
}

function objectText(value: Exclude<GoValue, string | number | bigint | boolean>, indent: number): string {
  if (value === null) return 'null';
  if (value instanceof GoInteger) return String(value.value);
  if (value instanceof GoFunctionValue || value instanceof GoComplex) {
    throw new GoFailure(`cannot marshal type: ${typeOf(value)?.name}`);
  }
  if (isNamedInteger(value)) {
    return value.type.name === 'time.Duration' ? textOfBytes(value.text?.() ?? '') : String(value.native);
  }
  const text = value instanceof GoObject ? (jsonTextOf(value) ?? '') : '';
  // A time stands as it is; other texts are quoted where they need it.
  return typeOf(value)?.name === 'time.Time' ? text : go3ScalarText(text, indent, false);
}

/** Base64 in lines of 70, as a block where there are several. */
function binaryText(bytes: string, indent: number): string {
  const encoded = Buffer.from(bytes, 'latin1').toString('base64');
  if (encoded.length <= 70) return `!!binary ${encoded}`;
  const lines = encoded.match(/.{1,70}/g) ?? [];
  return `!!binary |\n${lines.map((line) => pad(indent) + line).join('\n')}\n`;
}

function bytesOf(value: GoBytes): readonly GoValue[] {
  return Array.from(value.bytes, (byte) => BigInt(byte.charCodeAt(0)));
}

import {
  anyMap,
  anySlice,
  bytesOfText,
  decodeJson,
  GoMap,
  GoSlice,
  type GoValue,
  type TemplateBudget,
  textOfBytes,
} from '../../../lang/index.ts';
import { readYaml } from '../../../yaml/index.ts';
import { goValue } from '../values/index.ts';

/** `fromYaml`: a map, or one whose `Error` says why there is none. */
export function fromYaml(text: string): GoMap {
  return asMap(readYamlValue(text));
}

/** `fromYamlArray`: a list, or one that holds the error. */
export function fromYamlArray(text: string): GoSlice {
  return asList(readYamlValue(text));
}

/** `fromJson`: a map, or one whose `Error` says why there is none. */
export function fromJson(text: string, budget: TemplateBudget): GoMap {
  return asMap(readJsonValue(text, budget));
}

/** `fromJsonArray`: a list, or one that holds the error. */
export function fromJsonArray(text: string, budget: TemplateBudget): GoSlice {
  return asList(readJsonValue(text, budget));
}

type Read = { readonly value: GoValue } | { readonly fault: string };

/** `before`: what stands before Go's complaint of a value of another type. A null text gives a nil map only in JSON. */
function readYamlValue(text: string): Read & { readonly before?: string } {
  const { documents, problems } = readYaml(Buffer.from(text, 'latin1'), { profile: 'go2', documents: 'first' });
  const [problem] = problems;
  if (problem?.code === 'yaml-number') {
    return { fault: `error converting YAML to JSON: json: unsupported value: ${notFinite(text, problem)}` };
  }
  if (problem !== undefined) {
    const line = problem.line === undefined ? '' : `line ${problem.line}: `;
    return { fault: `error converting YAML to JSON: yaml: ${line}${problem.message}` };
  }
  return { value: goValue(documents[0]?.value ?? null), before: 'error unmarshaling JSON: while decoding JSON: ' };
}

/** As Go's JSON names the number at a place. */
function notFinite(
  text: string,
  { line = 1, column = 1 }: { readonly line?: number; readonly column?: number },
): string {
  const lines = textOfBytes(text).split('\n');
  const at = lines[line - 1]?.slice(column - 1) ?? '';
  if (/^(?:!\S+\s+)?\.nan/i.test(at)) return 'NaN';
  return at.startsWith('-') ? '-Inf' : '+Inf';
}

function readJsonValue(text: string, budget: TemplateBudget): Read & { readonly before?: string } {
  const { value, error } = decodeJson(text, budget);
  return error === undefined ? { value } : { fault: textOfBytes(error.message) };
}

function asMap(read: Read & { readonly before?: string }): GoMap {
  if ('fault' in read) return new GoMap(new Map([['Error', bytesOfText(read.fault)]]));
  if (read.value === null) return new GoMap(new Map(), anyMap, read.before === undefined);
  if (read.value instanceof GoMap) return read.value;
  return new GoMap(new Map([['Error', otherType(read.value, read.before, 'map[string]interface {}')]]));
}

function asList(read: Read & { readonly before?: string }): GoSlice {
  if ('fault' in read) return new GoSlice([bytesOfText(read.fault)]);
  if (read.value === null) return new GoSlice([], anySlice, read.before === undefined);
  if (read.value instanceof GoSlice) return read.value;
  return new GoSlice([otherType(read.value, read.before, '[]interface {}')]);
}

function otherType(value: GoValue, before: string | undefined, wanted: string): string {
  const kind =
    value instanceof GoMap
      ? 'object'
      : value instanceof GoSlice
        ? 'array'
        : typeof value === 'boolean'
          ? 'bool'
          : typeof value;
  return `${before ?? ''}json: cannot unmarshal ${kind} into Go value of type ${wanted}`;
}

import { readYaml, type YamlValue } from '../../../yaml/index.ts';
import { GoMap } from '../../../lang/index.ts';
import { HelmError } from '../error.ts';
import { goMap } from './go-values.ts';

/**
 * Reads a values file: each document of the stream over those before it (helm 4.2, pkg/chart/v2/loader LoadValues). Throws HelmError
 * `bad-values` whose message starts with `before`.
 */
export function readValues(data: string, before: string): GoMap {
  let values = new GoMap();
  for (const document of documentsOf(data)) values = mergeMaps(values, readDocument(document, before));
  return values;
}

/** `b` over `a`: maps are merged, everything else is replaced, null too (helm 4.2, MergeMaps). Neither is changed. */
export function mergeMaps(a: GoMap, b: GoMap): GoMap {
  const merged = new Map(a.entries);
  for (const [key, value] of b.entries) {
    const before = merged.get(key);
    merged.set(key, value instanceof GoMap && before instanceof GoMap ? mergeMaps(before, value) : value);
  }
  return new GoMap(merged);
}

/**
 * The documents of a stream as apimachinery's YAMLReader cuts them: at lines of `---` with nothing but a comment behind it, where something
 * came before.
 */
function documentsOf(data: string): string[] {
  if (!data.includes('---')) return [data];
  const documents: string[] = [];
  let document = '';
  for (const line of data.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const isSeparator = /^---\s*(?:#|$)/.test(line);
    if (isSeparator && document !== '') {
      documents.push(document);
      document = '';
    } else {
      document += line;
    }
  }
  return document === '' ? documents : [...documents, document];
}

function readDocument(data: string, before: string): GoMap {
  const { documents, problems } = readYaml(Buffer.from(data, 'latin1'), { profile: 'go2', documents: 'first' });
  const [problem] = problems;
  const refused = (message: string): HelmError =>
    new HelmError('bad-values', `${before}cannot unmarshal yaml document: ${message}`);
  if (problem !== undefined) {
    const line = problem.line === undefined ? '' : `line ${problem.line}: `;
    throw refused(`error converting YAML to JSON: yaml: ${line}${problem.message}`);
  }
  const value = documents[0]?.value ?? null;
  if (value === null) return new GoMap();
  if (typeof value !== 'object' || Array.isArray(value)) {
    const kind = Array.isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'string'
          ? 'string'
          : 'number';
    throw refused(
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
    );
  }
  checkNumbers(value, refused);
  return goMap(value);
}

function checkNumbers(value: YamlValue, refused: (message: string) => HelmError): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw refused(
      `error converting YAML to JSON: json: unsupported value: ${value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'}`,
    );
  }
  if (typeof value !== 'object' || value === null) return;
  for (const item of Array.isArray(value) ? value : Object.values(value)) checkNumbers(item, refused);
}

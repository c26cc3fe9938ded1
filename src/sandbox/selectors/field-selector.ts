import { type Json, jsonAt, type KubeObject } from '../../base/index.ts';
import { SelectorError } from './label-selector.ts';

/** One condition on a field. */
export interface FieldRequirement {
  readonly path: string;
  readonly negated: boolean;
  readonly value: string;
}

/**
 * Reads the text form of a field selector: `a=b`, `a==b`, `a!=b`, joined by commas; a backslash quotes `\`, `,` and `=`. Throws
 * SelectorError (apimachinery pkg/fields, ParseSelector).
 */
export function parseFieldSelector(text: string): FieldRequirement[] {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const match = /^((?:[^\\=!]|\\.)*?)(!=|==|=)(.*)$/s.exec(term);
    if (match === null) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, path = '', operator, value = ''] = match;
    requirements.push({ path: path.trim(), negated: operator === '!=', value: unescape(value) });
  }
  return requirements;
}

/** How the fields that can be selected by are read from an object, by the label that selectors use. */
export type SelectableFields = ReadonlyMap<string, (object: KubeObject) => string>;

/** Whether an object fulfils every requirement; a field that cannot be selected by reads as empty. */
export function matchesFields(
  requirements: readonly FieldRequirement[],
  object: KubeObject,
  fields: SelectableFields,
): boolean {
  return requirements.every(({ path, negated, value }) => ((fields.get(path)?.(object) ?? '') === value) !== negated);
}

/** The namespace or name that the requirements pin; undefined where they do not. */
export function pinnedField(requirements: readonly FieldRequirement[], path: string): string | undefined {
  return requirements.find((requirement) => requirement.path === path && !requirement.negated)?.value;
}

/** Fields read by their path; `absent` is what one shows that JSON leaves out, empty where it is not given. */
export function fieldsAt(paths: readonly string[], absent: Readonly<Record<string, string>> = {}): SelectableFields {
  return new Map(
    paths.map((path) => {
      const steps = path.split('.');
      return [path, (object) => textOf(jsonAt(object, ...steps)) ?? absent[path] ?? ''];
    }),
  );
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      term += character + (text[at + 1] ?? '');
      at += 1;
    } else if (character === ',') {
      terms.push(term);
      term = '';
    } else {
      term += character;
    }
  }
  terms.push(term);
  return terms;
}

function unescape(value: string): string {
  let result = '';
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '=') throw new SelectorError('invalid field selector: unescaped character in value: 61');
    if (character !== '\\') {
      result += character;
      continue;
    }
    const escaped = value[at + 1] ?? '';
    if (!['\\', ',', '='].includes(escaped)) {
      throw new SelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`);
    }
    result += escaped;
    at += 1;
  }
  return result;
}

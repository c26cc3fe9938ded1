import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { goSyntax, goTypeName, goValue } from '../go-text.ts';
import { fieldElement, formatPathElement } from '../fieldpath/index.ts';
import { itemElement } from './item-key.ts';
import {
  formOf,
  type ListType,
  type MapType,
  memberType,
  type MergeType,
  type ScalarType,
} from './merge-types/merge-type.ts';

/** A value that does not fit its type: where (as people read paths), and what is wrong. */
export interface TypeProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * What of `value` does not fit `type`, in the words of structured-merge-diff v6 (typed/validate.go). Two items of a list with the
 * same keys are a problem unless `allowDuplicates`: what somebody applies must not have them, what is live may.
 */
export function validateTyped(value: Json, type: MergeType, options: { allowDuplicates: boolean }): TypeProblem[] {
  return visit(value, type, options.allowDuplicates) ?? [];
}

/**
 * As `validateTyped`, throwing.
 * @throws PatchError `mismatch`, its message `what: problem` as upstream writes it.
 */
export function checkTyped(value: Json, type: MergeType, options: { allowDuplicates: boolean }, what: string): void {
  const problems = validateTyped(value, type, options);
  if (problems.length > 0) throw new PatchError('mismatch', 500, `${what}: ${formatProblems(problems)}`);
}

/** One problem on a line, several as a list (ValidationErrors.Error in typed/helpers.go). */
export function formatProblems(problems: readonly TypeProblem[]): string {
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return lines.length === 1 ? (lines[0] ?? '') : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Undefined for what fits: values fit nearly always, so nothing is allocated for them. */
function visit(value: Json, type: MergeType, allowDuplicates: boolean): TypeProblem[] | undefined {
  switch (formOf(type, value)) {
    case 'scalar':
      return visitScalar(value, type.scalar ?? 'untyped');
    case 'list':
      if (type.list === undefined) return [{ path: '', message: 'schema error: invalid atom: inlined' }];
      if (value === null) return undefined;
      if (!Array.isArray(value)) return [{ path: '', message: `expected list, got &{${goValue(value)}}` }];
      return visitList(value, type.list, allowDuplicates);
    default:
      if (type.map === undefined || value === null) return undefined;
      if (!isJsonObject(value)) return [{ path: '', message: `expected map, got &{${goValue(value)}}` }];
      return visitMap(value, type.map, allowDuplicates);
  }
}

function visitScalar(value: Json, type: ScalarType): TypeProblem[] | undefined {
  if (value === null) return undefined;
  const problem = (message: string): TypeProblem[] => [{ path: '', message }];
  switch (type) {
    case 'numeric':
      return typeof value === 'number'
        ? undefined
        : problem(`expected numeric (int or float), got ${goTypeName(value)}`);
    case 'string':
      return typeof value === 'string'
        ? undefined
        : problem(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : problem(`expected boolean, got &{${goValue(value)}}`);
    default:
      return typeof value === 'object' ? problem(`expected any scalar, got &{${goValue(value)}}`) : undefined;
  }
}

function visitList(list: readonly Json[], type: ListType, allowDuplicates: boolean): TypeProblem[] | undefined {
  let problems: TypeProblem[] | undefined;
  const seen = type.atomic || allowDuplicates ? undefined : new Set<string>();
  for (const [index, item] of list.entries()) {
    let element = '';
    if (!type.atomic) {
      const key = itemElement(type, item);
      if (typeof key !== 'string') {
        (problems ??= []).push({ path: '', message: `element ${index}: ${key.problem}` });
        return problems;
      }
      element = key;
      if (seen?.has(key) === true) {
        (problems ??= []).push({ path: '', message: `duplicate entries for key ${formatPathElement(key)}` });
      }
      seen?.add(key);
    }
    const found = visit(item, type.items, allowDuplicates);
    if (found !== undefined) {
      (problems ??= []).push(...below(found, type.atomic ? `[${index}]` : formatPathElement(element)));
    }
  }
  return problems;
}

function visitMap(map: Readonly<JsonObject>, type: MapType, allowDuplicates: boolean): TypeProblem[] | undefined {
  let problems: TypeProblem[] | undefined;
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value === undefined) continue;
    const inner = memberType(type, name);
    if (inner === undefined) {
      // Upstream looks no further than the first field that it does not know.
      (problems ??= []).push({ path: formatPathElement(fieldElement(name)), message: 'field not declared in schema' });
      return problems;
    }
    const found = visit(value, inner, allowDuplicates);
    if (found !== undefined) (problems ??= []).push(...below(found, formatPathElement(fieldElement(name))));
  }
  return problems;
}

function below(problems: readonly TypeProblem[], prefix: string): TypeProblem[] {
  return problems.map(({ path, message }) => ({ path: prefix + path, message }));
}

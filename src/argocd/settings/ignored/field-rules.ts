import {
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  type Problem,
} from '../../../base/index.ts';
import { compileGlob, compileJqPaths, JqError, type JqPaths } from '../../../lang/index.ts';
import { parsePointer, type PlacePath, pointedPath } from '../../../patch/index.ts';

/** One rule: which fields of which objects are ignored. */
export interface FieldRule {
  matchesKind(kind: { readonly group: string; readonly kind: string }): boolean;
  matchesObject(key: ObjectKey): boolean;
  placesIn(object: KubeObject): PlacePath[];
  readonly managers: readonly string[];
  /** What of it cannot be read. */
  readonly faults: readonly Problem[];
}

/** What a rule says of its objects; empty texts: any. Group and kind are globs. */
export interface RuleTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/**
 * Reads a rule: `jsonPointers`, `jqPathExpressions` and `managedFieldsManagers` (Argo CD v3.6, util/argo/normalizers/diff_normalizer.go). `where`
 * names it for people, as in `spec.ignoreDifferences[0]`.
 */
export function readFieldRule(target: RuleTarget, rule: JsonObject, where: string): FieldRule {
  const [group, kind] = [target.group, target.kind].map((pattern) => compileGlob(pattern, { style: 'gobwas' }));
  const pointers = texts(rule['jsonPointers']).flatMap((pointer) => {
    const found = parsePointer(pointer);
    return found === undefined || found.length === 0 ? [] : [found];
  });
  const expressions: JqPaths[] = [];
  const faults: Problem[] = [];
  for (const [index, text] of texts(rule['jqPathExpressions']).entries()) {
    const found = compiled(text, `${where}.jqPathExpressions[${index}]`);
    if ('code' in found) faults.push(found);
    else expressions.push(found);
  }
  return {
    matchesKind: (named) => group?.matches(named.group) === true && kind?.matches(named.kind) === true,
    matchesObject: ({ name, namespace }) =>
      (target.name === '' || target.name === name) && (target.namespace === '' || target.namespace === namespace),
    placesIn: (object) => [
      ...pointers.flatMap((pointer) => {
        const place = pointedPath(object, pointer);
        return place === undefined ? [] : [place];
      }),
      ...expressions.flatMap((expression) => placesOf(expression, object)),
    ],
    managers: texts(rule['managedFieldsManagers']),
    faults,
  };
}

function compiled(text: string, where: string): JqPaths | Problem {
  try {
    return compileJqPaths(text);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    const reason =
      error.code === 'unsupported' ? `${error.message} is a part of jq that is not supported` : error.message;
    return { code: 'ignore-rule', message: `${where}: ${text}: ${reason}` };
  }
}

/** What an expression cannot be carried out on it takes nothing away from, as upstream has it. */
function placesOf(expression: JqPaths, object: KubeObject): readonly PlacePath[] {
  try {
    return expression.pathsIn(object);
  } catch (error) {
    if (error instanceof JqError) return [];
    throw error;
  }
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The rules of `spec.ignoreDifferences`. */
export function rulesOfSpec(value: Json | undefined): FieldRule[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map((rule, index) => {
    const text = (field: string): string => (typeof rule[field] === 'string' ? rule[field] : '');
    const target = { group: text('group'), kind: text('kind'), name: text('name'), namespace: text('namespace') };
    return readFieldRule(target, rule, `spec.ignoreDifferences[${index}]`);
  });
}

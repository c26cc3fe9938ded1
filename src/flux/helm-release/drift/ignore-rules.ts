import { type JsonObject, gvkOf, isJsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import { compileRegexp } from '../../../lang/index.ts';
import { matchesLabels, parseLabelSelector } from '../../../render/index.ts';

/** Which places of an object may differ, as JSON pointers; the empty one stands for the whole object. */
export type IgnoredPaths = (object: KubeObject) => readonly string[];

/** Makes the rules of `spec.driftDetection.ignore` ready (fluxcd/pkg ssa/jsondiff). Throws where a target is no selector. */
export function ignoredPaths(rules: readonly JsonObject[]): IgnoredPaths {
  const compiled = rules.map((rule) => ({
    paths: Array.isArray(rule['paths']) ? rule['paths'].filter((path): path is string => typeof path === 'string') : [],
    matches: isJsonObject(rule['target']) ? targetMatcher(rule['target']) : () => true,
  }));
  return (object) => compiled.flatMap(({ paths, matches }) => (matches(object) ? paths : []));
}

function targetMatcher(target: JsonObject): (object: KubeObject) => boolean {
  const fields = ['namespace', 'name', 'group', 'version', 'kind'] as const;
  const patterns = fields.flatMap((field) => {
    const text = textAt(target, field);
    if (text === '') return [];
    const pattern = compileRegexp(`^(?:${text})$`);
    return [{ field, test: (value: string) => pattern.matches(value) }];
  });
  const selector = (field: string): ((labels: Readonly<Record<string, string>> | undefined) => boolean) => {
    const text = textAt(target, field);
    if (text === '') return () => true;
    const parsed = parseLabelSelector(text, 'malformed');
    return (labels = {}) => matchesLabels(parsed, new Map(Object.entries(labels)));
  };
  const [ofLabels, ofAnnotations] = [selector('labelSelector'), selector('annotationSelector')];
  return (object) => {
    const { namespace = '', name = '', labels, annotations } = object.metadata;
    const values = { ...gvkOf(object), namespace, name };
    return patterns.every(({ field, test }) => test(values[field])) && ofLabels(labels) && ofAnnotations(annotations);
  };
}

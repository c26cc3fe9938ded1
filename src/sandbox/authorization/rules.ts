import { type JsonObject, textsAt } from '../../base/index.ts';
import type { AuthorizationQuestion } from './authorizer.ts';

/** A rule of a Role (rbac.authorization.k8s.io/v1 PolicyRule). */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** Reads a rule. */
export function readRule(rule: JsonObject): PolicyRule {
  return {
    verbs: textsAt(rule, 'verbs'),
    apiGroups: textsAt(rule, 'apiGroups'),
    resources: textsAt(rule, 'resources'),
    resourceNames: textsAt(rule, 'resourceNames'),
    nonResourceURLs: textsAt(rule, 'nonResourceURLs'),
  };
}

/** Whether a rule allows what is asked (kubernetes 1.36, pkg/apis/rbac/v1/evaluation_helpers.go). */
export function ruleAllows(rule: PolicyRule, question: AuthorizationQuestion): boolean {
  if (!includes(rule.verbs, question.verb)) return false;
  if (question.kind === 'path') return rule.nonResourceURLs.some((pattern) => pathMatches(pattern, question.path));
  return (
    includes(rule.apiGroups, question.group) &&
    resourceMatches(rule.resources, question.resource) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(question.name))
  );
}

function includes(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

function resourceMatches(resources: readonly string[], resource: string): boolean {
  if (includes(resources, resource)) return true;
  const slash = resource.indexOf('/');
  // A subresource of any resource.
  return slash >= 0 && resources.includes(`*${resource.slice(slash)}`);
}

function pathMatches(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1));
}

/** What of `wanted` the rules `held` do not give, one simple rule each (pkg/registry/rbac/validation, Covers). */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap(simpleRules).filter((rule) => !held.some((other) => covers(other, rule)));
}

/** The rule as rules of one verb on one resource, name or path each. */
function simpleRules(rule: PolicyRule): PolicyRule[] {
  const none = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
  const simple: PolicyRule[] = [];
  for (const group of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        const one = { ...none, apiGroups: [group], resources: [resource], verbs: [verb] };
        if (rule.resourceNames.length === 0) simple.push(one);
        else for (const name of rule.resourceNames) simple.push({ ...one, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs) {
    for (const verb of rule.verbs) simple.push({ ...none, nonResourceURLs: [url], verbs: [verb] });
  }
  return simple;
}

function covers(held: PolicyRule, simple: PolicyRule): boolean {
  const verbs = simple.verbs.every((verb) => includes(held.verbs, verb));
  if (!verbs) return false;
  if (simple.nonResourceURLs.length > 0) {
    return simple.nonResourceURLs.every((url) =>
      held.nonResourceURLs.some((own) => own === url || (own.endsWith('*') && url.startsWith(own.slice(0, -1)))),
    );
  }
  const names =
    held.resourceNames.length === 0 ||
    (simple.resourceNames.length > 0 && simple.resourceNames.every((name) => held.resourceNames.includes(name)));
  return (
    names &&
    simple.apiGroups.every((group) => includes(held.apiGroups, group)) &&
    simple.resources.every((resource) => resourceMatches(held.resources, resource))
  );
}

/** Rules in short, one text each, sorted: verbs on the same thing are told together. */
export function rulesText(rules: readonly PolicyRule[]): readonly string[] {
  const merged = Map.groupBy(rules, (rule) => JSON.stringify({ ...rule, verbs: [] }));
  return [...merged.values()]
    .map((group) =>
      ruleText(
        group[0],
        group.flatMap((rule) => rule.verbs),
      ),
    )
    .sort();
}

function ruleText(rule: PolicyRule | undefined, verbs: readonly string[]): string {
  const parts = [
    ['APIGroups', rule?.apiGroups ?? []],
    ['Resources', rule?.resources ?? []],
    ['NonResourceURLs', rule?.nonResourceURLs ?? []],
    ['ResourceNames', rule?.resourceNames ?? []],
    ['Verbs', [...new Set(verbs)]],
  ] as const;
  const told = parts
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}:[${values.map((value) => JSON.stringify(value)).join(' ')}]`);
  return `{${told.join(', ')}}`;
}

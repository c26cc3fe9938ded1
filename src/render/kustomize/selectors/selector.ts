import { RE2JS } from 're2js';
import { KustomizeError, type KustomizeErrorCode } from '../error.ts';
import {
  currentId,
  effectiveNamespace,
  type Gvk,
  gvkOf,
  kindOf,
  metadataTexts,
  originalId,
  type Resource,
} from '../resource/index.ts';
import { type LabelSelector, matchesLabels, parseLabelSelector } from './label-selector.ts';

/** Which resources are meant (api 0.20, types.Selector); empty members ask for nothing. */
export interface Selector extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly annotationSelector: string;
}

/** A selector whose members are regular expressions (types.SelectorRegex). */
export interface SelectorPattern {
  matchesGvk(gvk: Gvk): boolean;
  matchesName(name: string): boolean;
  /** Of the namespace as the caller has it: the effective one, or as it is written. */
  matchesNamespace(namespace: string): boolean;
  /** Whether labels and annotations have what is asked. @throws KustomizeError where a selector cannot be read */
  matchesLabels(resource: Pick<Resource, 'root'>): boolean;
  /** Whether the original or the current id matches, and labels and annotations do (ResMap.Select). */
  selects(resource: Resource): boolean;
}

/** Compiles a selector. @throws KustomizeError `code` for what is no RE2 expression */
export function compileSelector(selector: Selector, code: KustomizeErrorCode): SelectorPattern {
  const matchers = {
    group: matcherOf(selector.group, code),
    version: matcherOf(selector.version, code),
    kind: matcherOf(selector.kind, code),
    name: matcherOf(selector.name, code),
    namespace: matcherOf(selector.namespace, code),
  };
  const labels = once(() => parseLabelSelector(selector.labelSelector, code));
  const annotations = once(() => parseLabelSelector(selector.annotationSelector, code));
  const pattern: SelectorPattern = {
    matchesGvk: ({ group, version, kind }) => matchers.group(group) && matchers.version(version) && matchers.kind(kind),
    matchesName: matchers.name,
    matchesNamespace: matchers.namespace,
    matchesLabels: ({ root }) =>
      matchesLabels(labels(), metadataTexts(root, 'labels')) &&
      matchesLabels(annotations(), metadataTexts(root, 'annotations')),
    selects(resource) {
      // The kind decides most, and costs least.
      if (!matchers.kind(kindOf(resource.root))) return false;
      const original = originalId(resource);
      const current = currentId(resource);
      const either = (matches: (text: string) => boolean, of: (id: typeof current) => string): boolean =>
        matches(of(original)) || matches(of(current));
      return (
        either(matchers.namespace, effectiveNamespace) &&
        either(matchers.name, ({ name }) => name) &&
        pattern.matchesGvk(gvkOf(resource)) &&
        pattern.matchesLabels(resource)
      );
    },
  };
  return pattern;
}

function once(parse: () => LabelSelector): () => LabelSelector {
  let parsed: LabelSelector | undefined;
  return () => (parsed ??= parse());
}

/** An expression of letters, digits and what means itself needs no automaton. */
const literal = /^[\w/-]*$/;

function matcherOf(expression: string, code: KustomizeErrorCode): (text: string) => boolean {
  if (expression === '') return () => true;
  if (literal.test(expression)) return (text) => text === expression;
  const pattern = anchoredPattern(expression, code);
  return (text) => pattern.matcher(text).find();
}

/** A regular expression as kustomize anchors it. @throws KustomizeError `code` for what is no RE2 expression, or too large a one */
export function anchoredPattern(expression: string, code: KustomizeErrorCode): RE2JS {
  return compile(`^(?:${expression})$`, expression, code);
}

const maxExpression = 1000;

function compile(anchored: string, expression: string, code: KustomizeErrorCode): RE2JS {
  if (expression.length > maxExpression) {
    throw new KustomizeError(
      'limit',
      `the regular expression '${expression.slice(0, 40)}…' is longer than ${maxExpression}`,
    );
  }
  try {
    return RE2JS.compile(anchored);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KustomizeError(code, `'${expression}' is no regular expression (RE2): ${why}`, { cause });
  }
}

import { type Json, jsonEqual } from '../../../base/index.ts';
import { estimateCost } from '../../../lang/index.ts';
import type { CrdSchemas, FieldError, StructuralSchema, ValidationRule } from '../../../schema/index.ts';
import { compiledRules } from './compiled-rules.ts';
import { costText, expressionBudget, TotalCost, totalBudget } from './definition-cost.ts';
import { declaredType, isEmbedded, maxRequestSize } from './declared-type.ts';
import { readFieldPath } from './field-path.ts';

/**
 * What is wrong with the rules of a CRD that is well-formed otherwise: texts that do not compile, and rules that may cost too much
 * (apiextensions-apiserver v0.36.3, pkg/apis/apiextensions/validation/validation.go).
 */
export function definitionRuleErrors(schemas: CrdSchemas): FieldError[] {
  const isShared = schemas.versions.every(({ schema }) =>
    jsonEqual(schema as Json, schemas.versions[0]?.schema as Json),
  );
  const versions = isShared ? schemas.versions.slice(0, 1) : schemas.versions;
  return versions.flatMap(({ schema }, index) => {
    const path = isShared ? 'spec.validation.openAPIV3Schema' : `spec.versions[${index}].schema.openAPIV3Schema`;
    const total = new TotalCost();
    const run = new DefinitionRun(total);
    run.visit({ schema, node: schema, path, root: true, cardinality: 1, uncorrelatable: undefined });
    if (run.malformed.length > 0) return run.malformed;
    if (total.cost <= totalBudget) return run.errors;
    const contributed = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    return [
      ...run.errors,
      ...total.mostExpensive.map((field): FieldError => ({ type: 'Forbidden', field, detail: contributed })),
      { type: 'Forbidden', field: path, detail: costText(what, total.cost, totalBudget) },
    ];
  });
}

interface Place {
  readonly schema: StructuralSchema;
  readonly node: StructuralSchema;
  readonly path: string;
  readonly root: boolean;
  /** How often values of the schema may stand in one object; undefined where nothing limits it. */
  readonly cardinality: number | undefined;
  /** The path of what keeps old values from being found again. */
  readonly uncorrelatable: string | undefined;
}

class DefinitionRun {
  /** Rules that are no rules, which keep all from being compiled. */
  readonly malformed: FieldError[] = [];
  readonly errors: FieldError[] = [];
  readonly #total: TotalCost;

  constructor(total: TotalCost) {
    this.#total = total;
  }

  visit(place: Place): void {
    const { schema, node, path, cardinality, uncorrelatable } = place;
    const below = (inner: StructuralSchema, innerNode: StructuralSchema, at: string, part: Partial<Place> = {}): void =>
      this.visit({
        schema: inner,
        node: innerNode,
        path: at,
        root: isEmbedded(innerNode),
        cardinality,
        uncorrelatable,
        ...part,
      });
    const { additionalProperties: others, items } = schema;
    if (typeof others === 'object' && typeof node.additionalProperties === 'object') {
      const isAtomic = node['x-kubernetes-map-type'] === 'atomic';
      below(others, node.additionalProperties, `${path}.additionalProperties`, {
        cardinality: product(cardinality, node.maxProperties),
        uncorrelatable: uncorrelatable ?? (isAtomic ? path : undefined),
      });
    }
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const propertyNode = node.properties?.[name];
      if (propertyNode !== undefined) below(property, propertyNode, `${path}.properties[${name}]`);
    }
    for (const [index, part] of (schema.allOf ?? []).entries()) {
      this.visit({ ...place, schema: part, path: `${path}.allOf[${index}]` });
    }
    if (items !== undefined && node.items !== undefined) {
      below(items, node.items, `${path}.items`, {
        cardinality: product(cardinality, node.maxItems),
        uncorrelatable: uncorrelatable ?? (node['x-kubernetes-list-type'] === 'map' ? undefined : path),
      });
    }
    this.#rules(place);
  }

  #rules({ schema, node, path, root, cardinality, uncorrelatable }: Place): void {
    const rules = schema['x-kubernetes-validations'] ?? [];
    if (rules.length === 0) return;
    const before = this.malformed.length;
    for (const [index, rule] of rules.entries())
      this.malformed.push(...malformedRule(rule, `${path}.x-kubernetes-validations[${index}]`, node));
    if (this.malformed.length > before || this.malformed.length > 0) return;
    const self = declaredType(node, root);
    if (self === undefined) return;
    const times = cardinality ?? Math.floor(maxRequestSize / (self.minSize + 1));
    for (const [index, compiled] of compiledRules(schema, node, root).entries()) {
      const at = `${path}.x-kubernetes-validations[${index}]`;
      const { rule, program, message, usesOldSelf } = compiled;
      if (program !== undefined)
        this.#cost(`${at}.rule`, 'estimated rule cost', estimateCost(program.tree, self) * times);
      const invalid = (field: string, badValue: Json, detail: string): void => {
        this.errors.push({ type: 'Invalid', field, badValue, detail });
      };
      if (compiled.problem !== undefined) this.#wrongRule(`${at}.rule`, rule, compiled.problem);
      if (compiled.messageProblem !== undefined) {
        this.#wrongRule(`${at}.messageExpression`, rule, compiled.messageProblem);
      }
      if (message !== undefined) {
        this.#cost(`${at}.messageExpression`, 'estimated messageExpression cost', estimateCost(message.tree, self));
      }
      if (usesOldSelf && uncorrelatable !== undefined) {
        invalid(
          `${at}.rule`,
          rule.rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`,
        );
      } else if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
        invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule');
      }
    }
  }

  /** The rule is shown with its members in the order of upstream's type, which is why it is no `badValue`. */
  #wrongRule(field: string, rule: ValidationRule, detail: string): void {
    this.errors.push({ type: 'Invalid', field, detail: `${shownRule(rule)}: ${detail}` });
  }

  #cost(field: string, what: string, cost: number): void {
    if (cost > expressionBudget) {
      this.errors.push({ type: 'Forbidden', field, detail: costText(what, cost, expressionBudget) });
    }
    this.#total.add(field, cost);
  }
}

function product(cardinality: number | undefined, most: number | undefined): number | undefined {
  return cardinality === undefined || most === undefined ? undefined : cardinality * Math.max(0, most);
}

const lineBreak = /[\n\r]/;
const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

function malformedRule(rule: ValidationRule, at: string, node: StructuralSchema): FieldError[] {
  const errors: FieldError[] = [];
  const required = (field: string, detail: string): void =>
    void errors.push({ type: 'Required', field: `${at}.${field}`, detail });
  const invalid = (field: string, badValue: string, detail: string): void =>
    void errors.push({ type: 'Invalid', field: `${at}.${field}`, badValue, detail });
  const { message = '', messageExpression = '', fieldPath = '', reason } = rule;
  const text = (rule.rule ?? '').trim();
  if (text === '') required('rule', 'rule is not specified');
  else if (message !== '' && message.trim() === '') invalid('message', message, 'must be non-empty if specified');
  else if (lineBreak.test(message.trim())) invalid('message', message, 'must not contain line breaks');
  else if (lineBreak.test(text) && message.trim() === '') {
    required('message', 'message must be specified if rule contains line breaks');
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    required('messageExpression', 'messageExpression must be non-empty if specified');
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    const detail = `supported values: ${reasons.map((known) => JSON.stringify(known)).join(', ')}`;
    errors.push({ type: 'NotSupported', field: `${at}.reason`, badValue: reason, detail });
  }
  if (fieldPath !== '' && fieldPath.trim() === '') invalid('fieldPath', fieldPath, 'must be non-empty if specified');
  if (lineBreak.test(fieldPath)) invalid('fieldPath', fieldPath, 'must not contain line breaks');
  if (fieldPath !== '' && readFieldPath(fieldPath, node) === undefined)
    invalid('fieldPath', fieldPath, 'must be a valid path');
  return errors;
}

/** A rule as errors show it: the JSON of upstream's internal type. */
function shownRule(rule: ValidationRule): string {
  const { message = '', messageExpression = '', reason, fieldPath = '', optionalOldSelf } = rule;
  const text = JSON.stringify({
    Rule: rule.rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: reason ?? null,
    FieldPath: fieldPath,
    OptionalOldSelf: optionalOldSelf ?? null,
  });
  return text.replaceAll(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
}

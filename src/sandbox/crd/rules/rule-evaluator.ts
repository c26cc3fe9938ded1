import { isJsonObject, type Json, jsonEqual, type JsonObject } from '../../../base/index.ts';
import { CelOptional, type CelValue } from '../../../lang/index.ts';
import {
  type FieldError,
  formatFieldError,
  type RuleEvaluator,
  type StructuralSchema,
  type ValidationRule,
} from '../../../schema/index.ts';
import { type CompiledRule, compiledRules } from './compiled-rules.ts';
import { isEmbedded } from './declared-type.ts';
import { normalizedFieldPath } from './field-path.ts';
import { messageOfRule, ruleName, ruleText } from './rule-message.ts';
import { typedValue } from './typed-value.ts';

/** What the rules of one object may cost together, and each run. */
const objectBudget = 10_000_000;
const callBudget = 1_000_000;

/**
 * Evaluates the rules of a schema over a value (apiextensions-apiserver v0.36.3, pkg/apiserver/schema/cel/validation.go): a rule
 * that was broken before, over a value that did not change, is a warning.
 */
export function ruleEvaluator(warn: (text: string) => void): RuleEvaluator {
  return ({ value, old, schema, path }) => {
    const run = new RuleRun(warn);
    const correlation = { old, parent: undefined };
    run.visit({ value, old, schema, node: schema, path, root: path === '', correlation });
    return run.errors;
  };
}

/** What a value is compared with to tell whether it has changed: what it replaces, or what its nearest parent with one does. */
interface Correlation {
  readonly old: Json | undefined;
  readonly parent: { readonly old: Json | undefined; readonly value: Json } | undefined;
}

interface Place {
  readonly value: Json;
  /** What transition rules see. */
  readonly old: Json | undefined;
  readonly schema: StructuralSchema;
  readonly node: StructuralSchema;
  readonly path: string;
  readonly root: boolean;
  readonly correlation: Correlation;
}

class RuleRun {
  readonly errors: FieldError[] = [];
  readonly #warn: (text: string) => void;
  #budget = objectBudget;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** Whether the budget lasts. */
  visit(place: Place): boolean {
    const { value, schema, correlation } = place;
    if (value === null) return true;
    if (!this.#evaluate(place)) return false;
    for (const part of schema.allOf ?? []) {
      const nested = { old: undefined, parent: correlation.parent };
      if (!this.visit({ ...place, schema: part, correlation: nested })) return false;
    }
    if (Array.isArray(value)) return this.#list(place, value);
    return isJsonObject(value) ? this.#object(place, value) : true;
  }

  #list({ old, schema, node, path, correlation }: Place, values: readonly Json[]): boolean {
    const { items } = schema;
    const itemNode = node.items;
    if (items === undefined || itemNode === undefined) return true;
    const keys = node['x-kubernetes-list-type'] === 'map' ? (node['x-kubernetes-list-map-keys'] ?? []) : undefined;
    const find = (list: Json | undefined, item: Json): Json | undefined =>
      keys !== undefined && Array.isArray(list) ? list.find((other) => hasSameKeys(other, item, keys)) : undefined;
    return values.every((value, index) =>
      this.visit({
        value,
        old: find(old, value),
        schema: items,
        node: itemNode,
        path: `${path}[${index}]`,
        root: isEmbedded(itemNode),
        correlation: below(correlation, values as Json, find(correlation.old, value)),
      }),
    );
  }

  #object(place: Place, value: JsonObject): boolean {
    const { old, schema, node, path, correlation } = place;
    const isAtomic = node['x-kubernetes-map-type'] === 'atomic';
    const oldMember = (name: string, object: Json | undefined): Json | undefined =>
      isJsonObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
    for (const [name, member] of Object.entries(value)) {
      const isProperty = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
      const { additionalProperties: others } = schema;
      const nodeOthers = node.additionalProperties;
      const part = isProperty ? schema.properties?.[name] : others;
      const partNode = isProperty ? node.properties?.[name] : nodeOthers;
      if (member === undefined || typeof part !== 'object' || typeof partNode !== 'object') continue;
      const childPath = path === '' ? name : `${path}.${name}`;
      const goesOn = this.visit({
        value: member,
        old: isAtomic ? undefined : oldMember(name, old),
        schema: part,
        node: partNode,
        path: isProperty ? childPath : `${path}[${name}]`,
        root: isEmbedded(partNode),
        correlation: below(correlation, value, oldMember(name, correlation.old)),
      });
      if (!goesOn) return false;
    }
    return true;
  }

  /** Runs the rules of a place; false once nothing more may be run. */
  #evaluate(place: Place): boolean {
    const { value, old, schema, node, path, root } = place;
    const rules = compiledRules(schema, node, root);
    if (rules.length === 0) return true;
    const type = node.type ?? '';
    const field = path === '' ? '<nil>' : path;
    const add = (detail: string): void => {
      this.errors.push({ type: 'Invalid', field, badValue: type, detail });
    };
    if (this.#budget <= 0) {
      add(outOfBudget);
      return false;
    }
    const self = typedValue(value, node, root);
    const oldSelf = old === undefined ? undefined : typedValue(old, node, root);
    for (const compiled of rules) {
      const { rule, program, problem, usesOldSelf } = compiled;
      if (problem !== undefined) add(`rule compile error: ${problem}`);
      if (program === undefined) continue;
      const optional = rule.optionalOldSelf === true;
      if (usesOldSelf && old === undefined && !optional) continue;
      const variables: Record<string, CelValue> = { self };
      if (optional) variables['oldSelf'] = new CelOptional(oldSelf);
      else if (oldSelf !== undefined) variables['oldSelf'] = oldSelf;
      const outcome = program.evaluate(variables, { costLimit: callBudget });
      if (outcome.cost > this.#budget) {
        add(outOfBudget);
        return false;
      }
      this.#budget -= outcome.cost;
      if (!outcome.ok) {
        const { message } = outcome.error;
        const name = ruleName(rule);
        if (outcome.error.code === 'cost-exceeded') {
          add(`'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${name}`);
          return false;
        }
        add(
          message.startsWith('no such overload')
            ? `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${name}`
            : `${message} evaluating rule: ${name}`,
        );
      } else if (outcome.value !== true && !this.#broken(place, compiled, variables)) return false;
    }
    return true;
  }

  /** Tells of a broken rule; false where finding its message cost too much. */
  #broken(place: Place, compiled: CompiledRule, variables: Readonly<Record<string, CelValue>>): boolean {
    const { value, node, path, correlation } = place;
    const { rule, usesOldSelf } = compiled;
    const suffix = rule.fieldPath === undefined ? '' : normalizedFieldPath(rule.fieldPath, node);
    const joined = path === '' || suffix.startsWith('[') ? `${path}${suffix}` : `${path}.${suffix}`;
    const place_ = suffix === '' ? path : joined;
    const field = place_ === '' ? '<nil>' : place_;
    const add = (error: FieldError): void => {
      if (!usesOldSelf && isUnchanged(correlation, value)) this.#warn(formatFieldError(error));
      else this.errors.push(error);
    };
    let detail: string | undefined;
    if (compiled.message !== undefined) {
      const message = messageOfRule(compiled.message, variables, Math.min(callBudget, this.#budget));
      this.#budget -= message.cost;
      if (message.fatal !== undefined) {
        add({ type: 'Invalid', field, badValue: node.type ?? '', detail: message.fatal });
        return false;
      }
      detail = message.text;
    }
    add(
      brokenRule(
        field,
        node.type === 'object' || node.type === 'array' ? undefined : value,
        detail ?? ruleText(rule),
        rule,
      ),
    );
    return true;
  }
}

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';

function brokenRule(field: string, value: Json | undefined, detail: string, rule: ValidationRule): FieldError {
  const shown = value === undefined ? {} : { badValue: value };
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return { type: 'Forbidden', field, detail };
    case 'FieldValueRequired':
      return { type: 'Required', field, detail };
    case 'FieldValueDuplicate':
      return { type: 'Duplicate', field, ...shown, detail: '' };
    default:
      return { type: 'Invalid', field, ...shown, detail };
  }
}

function below(correlation: Correlation, value: Json, old: Json | undefined): Correlation {
  if (correlation.old === undefined) return correlation;
  return { old, parent: { old: correlation.old, value } };
}

function isUnchanged({ old, parent }: Correlation, value: Json): boolean {
  if (old !== undefined) return jsonEqual(old, value);
  return parent?.old !== undefined && jsonEqual(parent.old, parent.value);
}

function hasSameKeys(a: Json, b: Json, keys: readonly string[]): boolean {
  return isJsonObject(a) && isJsonObject(b) && keys.every((key) => jsonEqual(a[key] ?? null, b[key] ?? null));
}

import { isJsonObject, type Json, textAt } from '../../base/index.ts';
import { labelValueProblems, qualifiedNameProblems } from '../validation/names.ts';

/** One condition on labels. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  readonly values: readonly string[];
}

/** A text that is no selector: the message is what Kubernetes says about it. */
export class SelectorError extends Error {}

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether labels fulfil every requirement. */
export function matchesLabels(requirements: readonly LabelRequirement[], labels: Labels): boolean {
  return requirements.every((requirement) => matches(requirement, labels));
}

function matches({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels?.[key];
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'lt':
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

/**
 * Reads the text form of a label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by commas. Throws
 * SelectorError (apimachinery pkg/labels, Parse).
 */
export function parseLabelSelector(text: string): LabelRequirement[] {
  return new Parser(text).parse();
}

/**
 * The requirements of a metav1.LabelSelector. An absent selector matches nothing (undefined), an empty one everything. Throws
 * SelectorError for an operator that there is not.
 */
export function requirementsOf(selector: Json | undefined): LabelRequirement[] | undefined {
  if (!isJsonObject(selector)) return undefined;
  const requirements: LabelRequirement[] = Object.entries(selector['matchLabels'] ?? {}).map(([key, value]) => ({
    key,
    operator: 'in',
    values: [String(value)],
  }));
  const expressions = selector['matchExpressions'];
  for (const expression of Array.isArray(expressions) ? expressions : []) {
    if (!isJsonObject(expression)) continue;
    const values = Array.isArray(expression['values']) ? expression['values'].map(String) : [];
    const operator = operators.get(textAt(expression, 'operator'));
    if (operator === undefined) {
      throw new SelectorError(`${JSON.stringify(expression['operator'])} is not a valid label selector operator`);
    }
    requirements.push({ key: textAt(expression, 'key'), operator, values });
  }
  return requirements;
}

/** The text form of requirements, sorted by key as Kubernetes prints them. */
export function selectorText(requirements: readonly LabelRequirement[]): string {
  return [...requirements]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key;
      if (operator === '!') return `!${key}`;
      const [first = ''] = values;
      if (operator === 'gt' || operator === 'lt') return `${key}${operator === 'gt' ? '>' : '<'}${first}`;
      if (values.length === 1 && operator === 'in') return `${key}=${first}`;
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    })
    .join(',');
}

const operators = new Map<string, LabelRequirement['operator']>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/** Symbols, or a run of what is neither a symbol nor space. */
const token = /\s*(?:(!=|==|=|!|\(|\)|,|>|<)|([^\s!=(),<>]+))/y;

class Parser {
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    token.lastIndex = 0;
    const trimmed = text.trimEnd();
    while (token.lastIndex < trimmed.length) {
      const match = token.exec(trimmed);
      if (match === null) break;
      this.#tokens.push(match[1] ?? match[2] ?? '');
    }
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    if (this.#tokens.length === 0) return requirements;
    for (;;) {
      requirements.push(this.#requirement());
      const next = this.#next();
      if (next === undefined) return requirements;
      if (next !== ',') throw new SelectorError(`found '${next}', expected: ',' or 'end of string'`);
      if (this.#peek() === undefined) throw new SelectorError("found '', expected: identifier after ','");
    }
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  #requirement(): LabelRequirement {
    if (this.#peek() === '!') {
      this.#next();
      return { key: this.#key('identifier'), operator: '!', values: [] };
    }
    const key = this.#key("!, identifier, or 'end of string'");
    const operator = this.#peek();
    if (operator === undefined || operator === ',') return { key, operator: 'exists', values: [] };
    this.#next();
    switch (operator) {
      case '=':
      case '==':
        return { key, operator: 'in', values: [this.#value(key)] };
      case '!=':
        return { key, operator: 'notin', values: [this.#value(key)] };
      case '>':
      case '<':
        return { key, operator: operator === '>' ? 'gt' : 'lt', values: [this.#integer()] };
      case 'in':
      case 'notin':
        return { key, operator, values: this.#values(key) };
      default:
        throw this.#unexpected(operator, 'in, notin, =, ==, !=, gt, lt');
    }
  }

  #key(expected: string): string {
    const key = this.#next();
    if (key === undefined || /^[!=(),<>]/.test(key)) throw this.#unexpected(key ?? '', expected);
    const problems = qualifiedNameProblems(key);
    if (problems.length > 0) {
      throw new SelectorError(
        `unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: ${problems.join('; ')}`,
      );
    }
    return key;
  }

  /** A value, which may be left out before a comma or the end. */
  #value(key: string): string {
    const value = this.#peek();
    if (value === undefined || value === ',') return '';
    this.#next();
    if (/^[!=(),<>]/.test(value)) throw this.#unexpected(value, 'identifier');
    return checkValue(key, value);
  }

  #integer(): string {
    const value = this.#next() ?? '';
    if (!/^-?\d+$/.test(value)) {
      throw new SelectorError(
        `unable to parse requirement: values[0][]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    return value;
  }

  #values(key: string): string[] {
    const open = this.#next();
    if (open !== '(') throw this.#unexpected(open ?? '', "'('");
    const values: string[] = [];
    for (let after = ','; after !== ')';) {
      const value = this.#peek();
      if (value === ',' || value === ')') {
        values.push('');
      } else if (value === undefined || /^[!=(<>]/.test(value)) {
        throw this.#unexpected(value ?? '', "',', ')' or identifier");
      } else {
        values.push(checkValue(key, value));
        this.#next();
      }
      after = this.#next() ?? '';
      if (after !== ',' && after !== ')') throw this.#unexpected(after, "',' or ')'");
    }
    return [...new Set(values)].sort();
  }

  #unexpected(found: string, expected: string): SelectorError {
    return new SelectorError(`unable to parse requirement: found '${found}', expected: ${expected}`);
  }
}

function checkValue(key: string, value: string): string {
  const problems = labelValueProblems(value);
  if (problems.length > 0) {
    throw new SelectorError(
      `unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}: ${problems.join('; ')}`,
    );
  }
  return value;
}

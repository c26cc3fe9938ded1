import { KustomizeError, type KustomizeErrorCode } from '../error.ts';

/** What a label or annotation selector asks; all of it must hold. */
export type LabelSelector = readonly Requirement[];

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: ReadonlySet<string>;
}

type Operator = 'exists' | 'does-not-exist' | 'in' | 'not-in' | 'greater' | 'less';

/**
 * Reads a selector in the grammar of Kubernetes (kyaml 0.20, a copy of apimachinery's labels.Parse): `a=b,c!=d,e in (f,g),h,!i,j>1`.
 * @throws KustomizeError `code` where it is none
 */
export function parseLabelSelector(text: string, code: KustomizeErrorCode): LabelSelector {
  return new Parser(text, code).parse();
}

/** Whether labels (or annotations) have what the selector asks for (labels.Requirement.Matches). */
export function matchesLabels(selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = labels.get(key);
    switch (operator) {
      case 'exists':
        return value !== undefined;
      case 'does-not-exist':
        return value === undefined;
      case 'in':
        return value !== undefined && values.has(value);
      case 'not-in':
        return value === undefined || !values.has(value);
      default: {
        const [bound = ''] = values;
        if (value === undefined || !integer.test(value)) return false;
        return operator === 'greater' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
      }
    }
  });
}

const integer = /^-?\d+$/;
const symbols = new Set(['(', ')', ',', '!', '=', '==', '!=', '>', '<']);
const operators: Readonly<Record<string, Operator>> = {
  '=': 'in',
  '==': 'in',
  in: 'in',
  '!=': 'not-in',
  notin: 'not-in',
  '>': 'greater',
  '<': 'less',
};

/** Tokens; the end is ''. */
function tokensOf(text: string): string[] {
  return [...(text.match(/!=|==|[!=<>(),]|[^\s!=<>(),]+/g) ?? []), ''];
}

const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

class Parser {
  readonly #text: string;
  readonly #code: KustomizeErrorCode;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string, code: KustomizeErrorCode) {
    this.#text = text;
    this.#code = code;
    this.#tokens = tokensOf(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    while (this.#peek() !== '') {
      requirements.push(this.#requirement());
      if (this.#peek() === '') break;
      this.#expect(',');
      if (this.#peek() === '') throw this.#refuse('an identifier should follow the comma');
    }
    return requirements;
  }

  #requirement(): Requirement {
    const absent = this.#peek() === '!';
    if (absent) this.#at += 1;
    const key = this.#next();
    if (symbols.has(key) || key === '') throw this.#refuse(`'${key}' stands where a key should`);
    this.#checkKey(key);
    const next = this.#peek();
    if (absent || next === '' || next === ',') {
      return { key, operator: absent ? 'does-not-exist' : 'exists', values: new Set() };
    }
    const sign = this.#next();
    const operator = Object.hasOwn(operators, sign) ? operators[sign] : undefined;
    if (operator === undefined) throw this.#refuse(`'${sign}' is no operator`);
    const values = sign === 'in' || sign === 'notin' ? this.#list() : this.#value();
    for (const value of values) this.#checkValue(value, operator);
    return { key, operator, values: new Set(values) };
  }

  #value(): string[] {
    const token = this.#peek();
    if (token === '' || token === ',') return [''];
    if (symbols.has(token)) throw this.#refuse(`'${token}' stands where a value should`);
    return [this.#next()];
  }

  #list(): string[] {
    this.#expect('(');
    const values: string[] = [];
    for (;;) {
      const token = this.#peek();
      if (token === ',' || token === ')') values.push('');
      else if (symbols.has(token) || token === '') throw this.#refuse(`'${token}' stands where a value should`);
      else values.push(this.#next());
      if (this.#peek() === ')') break;
      this.#expect(',');
    }
    this.#expect(')');
    if (values.length === 1 && values[0] === '') throw this.#refuse('the set of values is empty');
    return values;
  }

  #checkKey(key: string): void {
    const slash = key.indexOf('/');
    const name = key.slice(slash + 1);
    const prefix = key.slice(0, Math.max(slash, 0));
    const isName = name.length <= 63 && qualifiedName.test(name);
    const isPrefixed = slash === -1 || (prefix.length <= 253 && subdomain.test(prefix));
    if (!isName || !isPrefixed) throw this.#refuse(`'${key}' is no valid key`);
  }

  #checkValue(value: string, operator: Operator): void {
    if ((operator === 'greater' || operator === 'less') && !integer.test(value)) {
      throw this.#refuse(`'${value}' is no whole number`);
    }
    if (value !== '' && (value.length > 63 || !qualifiedName.test(value))) {
      throw this.#refuse(`'${value}' is no valid value`);
    }
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw this.#refuse(`'${found}' stands where '${token}' should`);
  }

  #refuse(why: string): KustomizeError {
    return new KustomizeError(this.#code, `unable to parse the selector '${this.#text}': ${why}`);
  }
}

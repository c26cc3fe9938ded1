import type { ComprehensionNode, Expr, ListNode, MapNode } from '../syntax/index.ts';
import type { Type } from '../types.ts';
import { textLength } from '../values.ts';
import { callEstimate } from './call-estimate.ts';
import { type Estimated, type SizeHint, sizeOrUnbounded, times } from './estimated.ts';

/**
 * The most that a checked expression may cost (cel-go v0.26.0, checker/cost.go, with the estimates of apiserver v0.36.3,
 * pkg/cel/library/cost.go); at least 2^64 where there is no bound. All names that the expression does not bind itself are taken for values
 * of the size of `variables`, names of types too, as upstream does.
 */
export function estimateCost(tree: Expr, variables: SizeHint): number {
  return new Estimator(variables).of(tree).cost;
}

const selectCost = 1;
const listCost = 10;
const mapCost = 30;

class Estimator {
  readonly #scopes: Map<string, Estimated>[] = [];

  readonly #variables: SizeHint;

  constructor(variables: SizeHint) {
    this.#variables = variables;
  }

  of(expr: Expr): Estimated {
    const found = this.#node(expr);
    const size = found.size ?? found.hint?.maxElements ?? (isScalar(expr.type) ? 1 : undefined);
    return { ...found, size };
  }

  #node(expr: Expr): Estimated {
    switch (expr.kind) {
      case 'literal':
        return { cost: 0, size: literalSize(expr.value) };
      case 'ident':
        return this.#ident(expr.name, expr.type);
      case 'select': {
        const operand = this.of(expr.operand);
        if (expr.test) return { cost: operand.cost, size: 1 };
        const hasFields = ['map', 'struct', 'param'].includes(expr.operand.type?.kind ?? '');
        const cost = operand.cost + (hasFields ? selectCost : 0);
        return { cost, size: undefined, hint: operand.hint?.fields?.get(expr.field) };
      }
      case 'call':
        return callEstimate(expr, (part) => this.of(part));
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return { cost: expr.fields.reduce((sum, { value }) => sum + this.of(value).cost, 40), size: undefined };
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  #ident(name: string, type: Type | undefined): Estimated {
    for (const scope of this.#scopes.toReversed()) {
      const found = scope.get(name);
      if (found !== undefined) {
        const size = found.hint?.maxElements ?? (isScalar(type) ? 1 : found.size);
        return { ...found, size, cost: selectCost };
      }
    }
    return { cost: selectCost, size: undefined, hint: this.#variables };
  }

  #list({ elements }: ListNode): Estimated {
    const items = elements.map(({ value }) => this.of(value));
    const cost = items.reduce((sum, item) => sum + item.cost, listCost);
    return { cost, size: elements.length, entry: { key: 1, value: Math.max(0, ...items.map(sizeOrUnbounded)) } };
  }

  #map({ entries }: MapNode): Estimated {
    const keys = entries.map(({ key }) => this.of(key));
    const values = entries.map(({ value }) => this.of(value));
    const cost = [...keys, ...values].reduce((sum, item) => sum + item.cost, mapCost);
    const most = (items: readonly Estimated[]): number => Math.max(0, ...items.map(sizeOrUnbounded));
    return { cost, size: entries.length, entry: { key: most(keys), value: most(values) } };
  }

  #comprehension(expr: ComprehensionNode): Estimated {
    const range = this.of(expr.range);
    const init = this.of(expr.init);
    const isBind = expr.accumulator !== '@result';
    this.#scopes.push(new Map([[expr.accumulator, init]]));
    if (isBind) {
      const result = this.of(expr.result);
      this.#scopes.pop();
      return { ...result, cost: range.cost + init.cost + result.cost };
    }
    this.#scopes.push(this.#loopVariables(expr, range));
    const condition = this.of(expr.condition);
    const step = this.of(expr.step);
    this.#scopes.pop();
    const result = this.of(expr.result);
    this.#scopes.pop();
    const count = sizeOrUnbounded(range);
    const cost = range.cost + init.cost + result.cost + times(count, step.cost + condition.cost);
    const collects = expr.init.kind === 'list' || expr.init.kind === 'map';
    return collects ? { cost, size: count, entry: step.entry } : { cost, size: init.size };
  }

  #loopVariables({ range, variable, second }: ComprehensionNode, { hint, entry }: Estimated): Map<string, Estimated> {
    const isList = range.type?.kind === 'list';
    const value: Estimated = { cost: 0, size: entry?.value, hint: hint?.element };
    // The keys of a schema's map have no bound of their own upstream, which counts as none at all.
    const keyHint = hint?.element === undefined ? undefined : { maxElements: 0 };
    const key: Estimated = { cost: 0, size: entry?.key, hint: isList ? undefined : keyHint };
    if (second !== undefined)
      return new Map([
        [variable, key],
        [second, value],
      ]);
    return new Map([[variable, isList ? value : key]]);
  }
}

function literalSize(value: unknown): number {
  if (typeof value === 'string') return textLength(value);
  return value instanceof Uint8Array ? value.length : 1;
}

function isScalar(type: Type | undefined): boolean {
  if (type === undefined) return false;
  if (['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.kind)) return true;
  return type.name === 'optional_type' && isScalar(type.params[0]);
}

import { candidates } from '../check/index.ts';
import { absorbed, CelError, failure, noSuchOverload } from '../error.ts';
import type { FunctionDeclaration } from '../functions.ts';
import {
  type CallNode,
  type Expr,
  type IdentNode,
  type ListNode,
  type Literal,
  type MapNode,
  qualifiedName,
  type SelectNode,
} from '../syntax/index.ts';
import { CelList, CelMap, CelOptional, CelUint, type CelValue, EntryMap } from '../values.ts';
import { checkKey, hasField, index, indexOptional, select, selectOptional } from './access.ts';
import type { CallCost } from './cost.ts';
import { planFold } from './fold.ts';
import type { Plan } from './frame.ts';
import { planCall } from './call.ts';

/** What planning needs to know of the environment. */
export interface PlanSettings {
  readonly func: (name: string) => FunctionDeclaration | undefined;
  readonly constant: (name: string) => CelValue | undefined;
  readonly cost: (name: string) => CallCost | undefined;
  readonly container: string;
}

const listCost = 10;
const mapCost = 30;

/** Turns a checked tree into closures. Slots of variables are given out as they are met. */
export class Planner {
  readonly settings: PlanSettings;
  /** The slot of each variable that the expression names. */
  readonly inputs = new Map<string, number>();
  slots = 0;
  readonly #scopes: Map<string, number>[] = [];

  constructor(settings: PlanSettings) {
    this.settings = settings;
  }

  plan(expr: Expr): Plan {
    switch (expr.kind) {
      case 'literal': {
        const value = literalValue(expr.value);
        return () => value;
      }
      case 'ident':
        return this.#ident(expr);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return () => {
          throw failure(`unknown type: '${expr.name}'`);
        };
      case 'comprehension':
        return planFold(this, expr);
    }
  }

  /** A slot that `name` stands for until `leave`. */
  enter(name: string): number {
    const slot = this.newSlot();
    this.#scopes.push(new Map([[name, slot]]));
    return slot;
  }

  leave(): void {
    this.#scopes.pop();
  }

  newSlot(): number {
    this.slots += 1;
    return this.slots - 1;
  }

  #local(name: string): number | undefined {
    for (let at = this.#scopes.length - 1; at >= 0; at -= 1) {
      const slot = this.#scopes[at]?.get(name);
      if (slot !== undefined) return slot;
    }
    return undefined;
  }

  #ident({ name }: IdentNode): Plan {
    const local = this.#local(name);
    if (local !== undefined) {
      return (frame) => {
        frame.spend(1);
        const value = frame.slots[local];
        if (value instanceof CelError) throw value;
        return value as CelValue;
      };
    }
    for (const candidate of candidates(this.settings.container, name)) {
      const constant = this.settings.constant(candidate);
      if (constant !== undefined) return (frame) => (frame.spend(1), constant);
    }
    return this.#input(candidates(this.settings.container, name));
  }

  /** The first of the names that the caller gives a value for. */
  #input(names: readonly string[]): Plan {
    const slots = names.map((name) => this.#slotOf(name));
    return (frame) => {
      frame.spend(1);
      for (const slot of slots) {
        const value = frame.slots[slot];
        if (value instanceof CelError) throw value;
        if (value !== undefined) return value;
      }
      throw failure(`no such attribute(s): ${names.join(', ')}`);
    };
  }

  #select(expr: SelectNode): Plan {
    const { field, resolved } = expr;
    if (resolved !== undefined) {
      const constant = this.settings.constant(resolved);
      return constant === undefined ? this.#input([resolved]) : (frame) => (frame.spend(1), constant);
    }
    const base = relativeCost(expr.operand);
    const operand = this.plan(expr.operand);
    const name = expr.type === undefined ? qualifiedName(expr) : undefined;
    if (name !== undefined && this.#local(name.split('.')[0] ?? '') === undefined)
      return this.#unchecked(expr, operand, name);
    if (expr.test) {
      return (frame) => {
        if (base > 0) frame.spend(base);
        return hasField(operand(frame), field);
      };
    }
    return (frame) => {
      const value = operand(frame);
      frame.spend(1 + base);
      return select(value, field);
    };
  }

  /** Where nothing was checked, a dotted name may be one variable's; the longest name wins. */
  #unchecked({ field }: SelectNode, operand: Plan, name: string): Plan {
    const names = candidates(this.settings.container, name);
    for (const candidate of names) {
      const constant = this.settings.constant(candidate);
      if (constant !== undefined) return () => constant;
    }
    const slots = names.map((candidate) => this.#slotOf(candidate));
    return (frame) => {
      frame.spend(1);
      for (const slot of slots) {
        const value = frame.slots[slot];
        if (value !== undefined && !(value instanceof CelError)) return value;
      }
      return select(operand(frame), field);
    };
  }

  #slotOf(name: string): number {
    const slot = this.inputs.get(name) ?? this.newSlot();
    this.inputs.set(name, slot);
    return slot;
  }

  #call(expr: CallNode): Plan {
    const [left, right] = expr.args;
    switch (expr.name) {
      case '_?._': {
        const operand = this.plan(left as Expr);
        const field = right?.kind === 'literal' && typeof right.value === 'string' ? right.value : '';
        return (frame) => (frame.spend(1), selectOptional(operand(frame), field));
      }
      case '_[_]':
      case '_[?_]':
        return this.#index(left as Expr, right as Expr, expr.name === '_[_]' ? index : indexOptional);
      case '@not_strictly_false': {
        const argument = this.plan(left as Expr);
        return (frame) => {
          frame.spend(1);
          try {
            return argument(frame) !== false;
          } catch (error) {
            return absorbed(error);
          }
        };
      }
      default:
        return planCall(this, expr);
    }
  }

  #index(left: Expr, right: Expr, run: (operand: CelValue, key: CelValue) => CelValue): Plan {
    const operand = this.plan(left);
    const key = this.plan(right);
    const cost = 1 + relativeCost(left);
    return (frame) => {
      const value = operand(frame);
      frame.spend(cost);
      return run(value, key(frame));
    };
  }

  #list({ elements }: ListNode): Plan {
    const plans = elements.map(({ value, optional }) => ({ plan: this.plan(value), optional }));
    const isPlain = elements.every(({ optional }) => !optional);
    if (elements.length > 0 && elements.every(({ value }) => value.kind === 'literal')) {
      const constant = new CelList(elements.map(({ value }) => literalValue((value as { value: Literal }).value)));
      if (isPlain) return () => constant;
    }
    return (frame) => {
      const items: CelValue[] = [];
      for (const { plan, optional } of plans) {
        const value = plan(frame);
        if (!optional) items.push(value);
        else if (!(value instanceof CelOptional)) throw noSuchOverload();
        else if (value.value !== undefined) items.push(value.value);
      }
      frame.spend(listCost);
      return new CelList(items);
    };
  }

  #map({ entries }: MapNode): Plan {
    const plans = entries.map(({ key, value, optional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      optional,
    }));
    return (frame) => {
      const source = new EntryMap();
      for (const entry of plans) {
        const key = entry.key(frame);
        checkLiteralKey(key);
        let value = entry.value(frame);
        if (entry.optional) {
          if (!(value instanceof CelOptional)) throw noSuchOverload();
          if (value.value === undefined) continue;
          value = value.value;
        }
        if (!source.add(key, value)) throw failure(`Failed with repeated key`);
      }
      frame.spend(mapCost);
      return new CelMap(source);
    };
  }
}

function checkLiteralKey(key: CelValue): void {
  checkKey(key);
  if (typeof key === 'number') throw failure('unsupported key type: double');
}

/** A selection on what is no name costs the look at it besides. */
function relativeCost(operand: Expr): number {
  if (qualifiedName(operand) !== undefined) return 0;
  if (operand.kind === 'select') return 0;
  if (operand.kind === 'call' && ['_[_]', '_[?_]', '_?._'].includes(operand.name)) return 0;
  return 1;
}

function literalValue(value: Literal): CelValue {
  if (typeof value === 'object' && value !== null && 'uint' in value) return new CelUint(value.uint);
  return value;
}

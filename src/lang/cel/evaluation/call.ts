import { candidates } from '../check/index.ts';
import { absorbed, failure, noSuchOverload } from '../error.ts';
import type { FunctionDeclaration, Overload } from '../functions.ts';
import { type CallNode, type Expr, qualifiedName } from '../syntax/index.ts';
import type { CelValue } from '../values.ts';
import { fits } from './fits.ts';
import type { Frame, Plan } from './frame.ts';
import type { Planner } from './plan.ts';
import { typeName } from './value-text.ts';

/** Plans a call of a function or an operator. */
export function planCall(planner: Planner, expr: CallNode): Plan {
  const [first, second, third] = expr.args;
  if (expr.target === undefined) {
    if (expr.name === '_&&_') return logical(planner.plan(first as Expr), planner.plan(second as Expr), false);
    if (expr.name === '_||_') return logical(planner.plan(first as Expr), planner.plan(second as Expr), true);
    if (expr.name === '_?_:_') {
      return conditional(planner.plan(first as Expr), planner.plan(second as Expr), planner.plan(third as Expr));
    }
  }
  const { func, member } = resolve(planner, expr);
  const args = expr.args.map((arg) => planner.plan(arg));
  const plans = member && expr.target !== undefined ? [planner.plan(expr.target), ...args] : args;
  if (func === undefined) {
    const name = expr.name;
    return (frame) => {
      for (const plan of plans) plan(frame);
      throw failure(`unbound function: ${name}()`);
    };
  }
  const run = dispatcher(func, member, expr.overloads);
  return charged(plans, run, planner.settings.cost(func.name));
}

type Run = (args: readonly CelValue[]) => CelValue;

function charged(plans: readonly Plan[], run: Run, cost: ReturnType<Planner['settings']['cost']>): Plan {
  const [first, second] = plans;
  const spend = (frame: Frame, args: readonly CelValue[], result: CelValue): CelValue => {
    frame.spend(cost === undefined ? 1 : cost(args, result));
    return result;
  };
  if (plans.length === 2 && first !== undefined && second !== undefined) {
    return (frame) => {
      const args = [first(frame), second(frame)];
      return spend(frame, args, run(args));
    };
  }
  return (frame) => {
    const args = plans.map((plan) => plan(frame));
    return spend(frame, args, run(args));
  };
}

/** What the checker found, or what the name stands for where nothing was checked. */
function resolve(
  planner: Planner,
  expr: CallNode,
): { readonly func: FunctionDeclaration | undefined; readonly member: boolean } {
  const { func, container } = planner.settings;
  if (expr.resolved !== undefined) return { func: func(expr.resolved.name), member: expr.resolved.member };
  const find = (name: string): FunctionDeclaration | undefined => {
    for (const candidate of candidates(container, name)) {
      const found = func(candidate);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  if (expr.target === undefined) return { func: find(expr.name), member: false };
  const prefix = qualifiedName(expr.target);
  const namespaced = prefix === undefined ? undefined : find(`${prefix}.${expr.name}`);
  return namespaced === undefined ? { func: find(expr.name), member: true } : { func: namespaced, member: false };
}

function dispatcher(func: FunctionDeclaration, member: boolean, ids: readonly string[] | undefined): Run {
  const { direct } = func;
  if (direct !== undefined) return (args) => direct(...args);
  const styled = func.overloads.filter((overload) => overload.member === member);
  const chosen = ids === undefined || ids.length === 0 ? styled : styled.filter(({ id }) => ids.includes(id));
  const missing = (args: readonly CelValue[]): never => {
    throw failure(`no such overload: ${func.name}(${args.map(typeName).join(', ')})`);
  };
  const [only] = chosen;
  if (chosen.length === 1 && only !== undefined) {
    return (args) => (takes(only, args) ? only.run(...args) : missing(args));
  }
  return (args) => {
    const found = chosen.find((overload) => takes(overload, args));
    return found === undefined ? missing(args) : found.run(...args);
  };
}

function takes({ params }: Overload, args: readonly CelValue[]): boolean {
  if (params.length !== args.length) return false;
  for (let at = 0; at < params.length; at += 1) {
    const param = params[at];
    if (param === undefined || !fits(args[at] as CelValue, param)) return false;
  }
  return true;
}

/** `&&` and `||`: the operand that decides wins over one that fails, on whichever side it stands. */
function logical(left: Plan, right: Plan, decisive: boolean): Plan {
  return (frame) => {
    let problem: unknown;
    let first: CelValue = decisive;
    try {
      first = left(frame);
      if (first === decisive) return decisive;
    } catch (error) {
      absorbed(error);
      problem = error;
    }
    const second = right(frame);
    if (second === decisive) return decisive;
    if (problem !== undefined) throw problem;
    if (typeof first !== 'boolean' || typeof second !== 'boolean') throw noSuchOverload();
    return !decisive;
  };
}

function conditional(condition: Plan, yes: Plan, no: Plan): Plan {
  return (frame) => {
    const value = condition(frame);
    if (typeof value !== 'boolean') throw noSuchOverload();
    return value ? yes(frame) : no(frame);
  };
}

import type { GoFunction, GoParam } from '../function.ts';
import { GoFailure } from '../function.ts';
import { TemplateError } from '../error.ts';
import type { Node } from '../parse/index.ts';
import { clean, type Taint, type TemplateTrace } from '../trace/index.ts';
import { type GoValue, truth } from '../value/index.ts';
import { type Argument, evaluateArgument, validate } from './argument.ts';
import { type Frame, nothingPiped, type Piped, type State, type Value } from './state.ts';

/** What is called, under which name, and the node that errors name. */
export interface Callee {
  readonly called: GoFunction;
  readonly name: string;
  readonly node: Node;
  /** Of a method. */
  readonly receiver?: Value;
  /** Builtin functions tell no value from nil. */
  readonly isBuiltin?: boolean;
}

/** Calls a function or method with the arguments of a command and what is piped into it (`state.evalCall`). */
export function callFunction(
  state: State,
  frame: Frame,
  callee: Callee,
  args: readonly Argument[],
  piped: Piped,
): Value {
  if (state.trace !== undefined) return callTraced(state, frame, callee, args, piped, state.trace);
  return invoke(state, callee, evaluated(state, frame, callee, args, piped, undefined));
}

function callTraced(
  state: State,
  frame: Frame,
  callee: Callee,
  args: readonly Argument[],
  piped: Piped,
  trace: TemplateTrace,
): Value {
  const pipedTaint = trace.piped;
  const taints: Taint[] = [];
  const values = evaluated(state, frame, callee, args, piped, taints);
  if (piped !== nothingPiped) taints.push(pipedTaint);
  trace.calling(taints);
  const result = invoke(state, callee, values);
  if ('receiver' in callee) trace.calledMethod(callee.receiver, callee.name, values, taints);
  else trace.called(callee.name, values, taints, result);
  return result;
}

/** The arguments as the callee declares them; what they are made of is added to `taints`. A frame of its own, for calls are nested a thousand deep. */
function evaluated(
  state: State,
  frame: Frame,
  { called, name, isBuiltin }: Callee,
  args: readonly Argument[],
  piped: Piped,
  taints: Taint[] | undefined,
): readonly GoValue[] {
  const { params, variadic } = called;
  const count = piped === nothingPiped ? args.length : args.length + 1;
  if (variadic === undefined ? count !== params.length : count < params.length) {
    state.fail(wrongCount(name, called, variadic === undefined ? count : args.length));
  }
  const values: Value[] = [];
  for (const argument of args) {
    values.push(evaluateArgument(state, frame, argument, params[values.length] ?? variadic ?? 'value'));
    taints?.push(argument.evaluate === undefined ? clean : (state.trace?.taint ?? clean));
  }
  if (piped !== nothingPiped) values.push(validate(state, piped, params[values.length] ?? variadic ?? 'value'));
  return isBuiltin === true ? (values as readonly GoValue[]) : values.map((value) => value ?? null);
}

function wrongCount(name: string, called: GoFunction, got: number): string {
  const want = called.variadic === undefined ? '' : 'at least ';
  return `wrong number of args for ${name}: want ${want}${called.params.length} got ${got}`;
}

function invoke(state: State, { called, name, node }: Callee, values: readonly GoValue[]): GoValue {
  try {
    return called.call(values, state);
  } catch (error) {
    if (!(error instanceof GoFailure || error instanceof TemplateError)) throw error;
    state.node = node;
    return state.fail(`error calling ${name}: ${error.message}`, error);
  }
}

/** The builtin `and` and `or`, which leave alone what no longer matters. */
export function callLogic(
  state: State,
  frame: Frame,
  name: 'and' | 'or',
  args: readonly Argument[],
  piped: Piped,
): Value {
  if (args.length === 0 && piped === nothingPiped)
    state.fail(`wrong number of args for ${name}: want at least 1 got 0`);
  const { trace } = state;
  const pipedTaint = trace?.piped;
  let value: Value;
  for (const argument of args) {
    value = evaluateArgument(state, frame, argument, anything);
    if (trace !== undefined && argument.evaluate === undefined) trace.taint = clean;
    if (truth(value) === (name === 'or')) return value;
  }
  if (piped === nothingPiped) return value;
  if (trace !== undefined && pipedTaint !== undefined) trace.taint = pipedTaint;
  return piped;
}

const anything: GoParam = 'value';

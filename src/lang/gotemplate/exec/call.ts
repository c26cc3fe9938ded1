import type { GoFunction, GoParam } from '../function.ts';
import { GoFailure } from '../function.ts';
import { TemplateError } from '../error.ts';
import type { Node } from '../parse/index.ts';
import { type GoValue, truth } from '../value/index.ts';
import { type Argument, evaluateArgument, validate } from './argument.ts';
import { type Frame, nothingPiped, type Piped, type State, type Value } from './state.ts';

/** Calls a function or method with the arguments of a command and what is piped into it (`state.evalCall`); errors name `node`. */
export function callFunction(
  state: State,
  frame: Frame,
  called: GoFunction,
  name: string,
  node: Node,
  args: readonly Argument[],
  piped: Piped,
  isBuiltin = false,
): Value {
  const { params, variadic } = called;
  const count = piped === nothingPiped ? args.length : args.length + 1;
  if (variadic === undefined ? count !== params.length : count < params.length) {
    state.fail(wrongCount(name, called, variadic === undefined ? count : args.length));
  }
  const values: Value[] = [];
  for (const argument of args) {
    values.push(evaluateArgument(state, frame, argument, params[values.length] ?? variadic ?? 'value'));
  }
  if (piped !== nothingPiped) values.push(validate(state, piped, params[values.length] ?? variadic ?? 'value'));
  return invoke(state, called, name, node, isBuiltin ? values : values.map((value) => value ?? null));
}

function wrongCount(name: string, called: GoFunction, got: number): string {
  const want = called.variadic === undefined ? '' : 'at least ';
  return `wrong number of args for ${name}: want ${want}${called.params.length} got ${got}`;
}

function invoke(state: State, called: GoFunction, name: string, node: Node, values: readonly Value[]): Value {
  try {
    // Only builtin functions tell no value from nil, and they take it.
    return called.call(values as readonly GoValue[], state);
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
  let value: Value;
  for (const argument of args) {
    value = evaluateArgument(state, frame, argument, anything);
    if (truth(value) === (name === 'or')) return value;
  }
  return piped === nothingPiped ? value : piped;
}

const anything: GoParam = 'value';

import { builtinFunctions, callValue } from '../builtins/index.ts';
import type { GoFunction } from '../function.ts';
import { quoteString } from '../format/index.ts';
import {
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type IdentifierNode,
  type Operand,
  type PipeNode,
  printNode,
  type VariableNode,
} from '../parse/index.ts';
import { type Argument, idealConstant } from './argument.ts';
import { callFunction, callLogic } from './call.ts';
import { compileFields } from './fields.ts';
import type { Scope } from './scope.ts';
import { clean } from '../trace/index.ts';
import { type Frame, nothingPiped, type Piped, type State, type Value } from './state.ts';

/** A command or operand, ready to be evaluated with what is piped into it. */
export type Evaluate = (state: State, frame: Frame, piped: Piped) => Value;

/** Compiles a command of a pipeline (`state.evalCommand`). */
export function compileCommand(command: CommandNode, scope: Scope): Evaluate {
  const [first, ...rest] = command.args;
  switch (first.kind) {
    case 'field':
      return compileField(first, compileArguments(rest, scope));
    case 'chain':
      return compileChain(first, compileArguments(rest, scope), scope);
    case 'variable':
      return compileVariable(first, compileArguments(rest, scope), scope);
    case 'identifier':
      return compileIdentifier(first, command, compileArguments(rest, scope));
    case 'pipe': {
      const pipe = compilePipe(first, scope);
      return (state, frame, piped) => {
        refuseArguments(state, first, rest.length, piped);
        return pipe(state, frame);
      };
    }
    default:
      return compileConstant(first, rest.length);
  }
}

function compileConstant(node: Operand, argumentCount: number): Evaluate {
  return (state, frame, piped) => {
    state.node = node;
    if (state.trace !== undefined) state.trace.taint = node.kind === 'dot' ? frame.dotTaint : clean;
    refuseArguments(state, node, argumentCount, piped);
    switch (node.kind) {
      case 'dot':
        return frame.dot;
      case 'bool':
        return node.value;
      case 'string':
        return node.text;
      case 'number':
        return idealConstant(state, node);
      default:
        return state.fail('nil is not a command');
    }
  };
}

function refuseArguments(state: State, node: Operand, argumentCount: number, piped: Piped): void {
  if (argumentCount > 0 || piped !== nothingPiped) state.fail(`can't give argument to non-function ${printNode(node)}`);
}

function compileArguments(nodes: readonly Operand[], scope: Scope): readonly Argument[] {
  return nodes.map((node) => compileArgument(node, scope));
}

function compileArgument(node: Operand, scope: Scope): Argument {
  switch (node.kind) {
    case 'dot':
      return {
        node,
        evaluate: (state, frame) => {
          if (state.trace !== undefined) state.trace.taint = frame.dotTaint;
          return frame.dot;
        },
      };
    case 'field':
      return withoutPipe(node, compileField(node, []));
    case 'variable':
      return withoutPipe(node, compileVariable(node, [], scope));
    case 'chain':
      return withoutPipe(node, compileChain(node, [], scope));
    case 'identifier':
      return withoutPipe(node, compileIdentifier(node, node, []));
    case 'pipe':
      return { node, evaluate: compilePipe(node, scope) };
    default:
      return { node, evaluate: undefined };
  }
}

function withoutPipe(node: Operand, evaluate: Evaluate): Argument {
  return { node, evaluate: (state, frame) => evaluate(state, frame, nothingPiped) };
}

function compileField(node: FieldNode, args: readonly Argument[]): Evaluate {
  const fields = compileFields(node, node.names, args);
  return (state, frame, piped) => {
    state.node = node;
    if (state.trace !== undefined) state.trace.taint = frame.dotTaint;
    return fields(state, frame, frame.dot, frame.isAnyDot, piped);
  };
}

function compileVariable(node: VariableNode, args: readonly Argument[], scope: Scope): Evaluate {
  const [name, ...names] = node.names;
  const slot = scope.find(name);
  if (slot === undefined) {
    return (state) => {
      state.node = node;
      return state.fail(`undefined variable: ${name}`);
    };
  }
  if (names.length === 0) {
    return (state, frame, piped) => {
      state.node = node;
      if (state.trace !== undefined) state.trace.taint = frame.taints[slot] ?? clean;
      refuseArguments(state, node, args.length, piped);
      return frame.variables[slot];
    };
  }
  const fields = compileFields(node, names, args);
  return (state, frame, piped) => {
    state.node = node;
    if (state.trace !== undefined) state.trace.taint = frame.taints[slot] ?? clean;
    return fields(state, frame, frame.variables[slot], frame.isAnyVariable[slot] === true, piped);
  };
}

function compileChain(node: ChainNode, args: readonly Argument[], scope: Scope): Evaluate {
  if (node.of.kind === 'nil') {
    return (state) => {
      state.node = node;
      return state.fail(`indirection through explicit nil in ${printNode(node)}`);
    };
  }
  const of = compileArgument(node.of, scope);
  const fields = compileFields(node, node.names, args);
  return (state, frame, piped) => {
    state.node = node.of;
    return fields(state, frame, of.evaluate?.(state, frame), false, piped);
  };
}

function compileIdentifier(
  node: IdentifierNode,
  command: CommandNode | IdentifierNode,
  args: readonly Argument[],
): Evaluate {
  const { name } = node;
  const builtin = name === 'call' ? calling(args) : builtinFunctions.get(name);
  return (state, frame, piped) => {
    state.node = node;
    state.run.budget.step();
    const called = state.run.functions.get(name);
    if (called !== undefined) return callFunction(state, frame, { called, name, node: command }, args, piped);
    if (name === 'and' || name === 'or') return callLogic(state, frame, name, args, piped);
    if (builtin === undefined) return state.fail(`${quoteString(name)} is not a defined function`);
    return callFunction(state, frame, { called: builtin, name, node: command, isBuiltin: true }, args, piped);
  };
}

/** The builtin `call`, whose complaints name the expression that gave the function. */
function calling([first]: readonly Argument[]): GoFunction {
  const name = first && printNode(first.node);
  return { params: ['value'], variadic: 'value', call: (values, caller) => callValue(name, values, caller) };
}

/** A pipeline, ready to be evaluated. */
export type EvaluatePipe = (state: State, frame: Frame) => Value;

/** Compiles a pipeline, and the variables it declares or assigns to (`state.evalPipeline`). */
export function compilePipe(pipe: PipeNode, scope: Scope): EvaluatePipe {
  const commands = pipe.commands.map((command) => compileCommand(command, scope));
  const targets = pipe.declared.map(({ names: [name] }) => ({
    name,
    slot: pipe.isAssign ? scope.find(name) : scope.declare(name),
  }));
  const [first] = commands;
  if (commands.length === 1 && targets.length === 0 && first !== undefined) {
    return (state, frame) => {
      state.node = pipe;
      return first(state, frame, nothingPiped) ?? undefined;
    };
  }
  return (state, frame) => {
    state.node = pipe;
    let piped: Piped = nothingPiped;
    // A nil that comes out of a command is no value from then on.
    for (const command of commands) {
      if (state.trace !== undefined) state.trace.piped = state.trace.taint;
      piped = command(state, frame, piped) ?? undefined;
    }
    const value: Value = piped === nothingPiped ? undefined : piped;
    for (const { name, slot } of targets) {
      if (slot === undefined) return state.fail(`undefined variable: ${name}`);
      frame.variables[slot] = value;
      frame.isAnyVariable[slot] = false;
      if (state.trace !== undefined) frame.taints[slot] = state.trace.taint;
    }
    return value;
  };
}

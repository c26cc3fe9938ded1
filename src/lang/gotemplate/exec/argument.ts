import type { GoParam } from '../function.ts';
import { type NumberNode, type Operand, printNode } from '../parse/index.ts';
import {
  canBeNil,
  GoInteger,
  GoObject,
  type GoType,
  type GoValue,
  isAssignable,
  typeOf,
  zeroOf,
} from '../value/index.ts';
import type { Frame, State, Value } from './state.ts';

/** An argument of a call. `evaluate` is absent for constants, whose value depends on the type that is wanted. */
export interface Argument {
  readonly node: Operand;
  readonly evaluate: ((state: State, frame: Frame) => Value) | undefined;
}

/** The value of an argument as a parameter wants it (`state.evalArg`). */
export function evaluateArgument(state: State, frame: Frame, argument: Argument, param: GoParam): Value {
  state.node = argument.node;
  if (argument.evaluate !== undefined) return validate(state, argument.evaluate(state, frame), param);
  return constantFor(state, argument.node, param);
}

/** Checks that a value can be passed where a type is declared (`state.validateType`). */
export function validate(state: State, value: Value, param: GoParam): Value {
  if (param === 'value') return value;
  if (value === undefined) {
    return canBeNil(param) ? zeroOf(param) : state.fail(`invalid value; expected ${param.name}`);
  }
  if (param.kind === 'interface') return value;
  const type = value === null ? undefined : typeOf(value);
  if (type !== undefined && isAssignable(type, param)) return value;
  if (value instanceof GoObject && type?.elem !== undefined && isAssignable(type.elem, param)) return value;
  return state.fail(`wrong type for value; expected ${param.name}; got ${type?.name ?? 'interface {}'}`);
}

/** The constant that stands for itself, where no type is wanted (`state.evalEmptyInterface`). */
export function plainConstant(state: State, node: Operand): GoValue | undefined {
  state.node = node;
  switch (node.kind) {
    case 'bool':
      return node.value;
    case 'string':
      return node.text;
    case 'number':
      return idealConstant(state, node);
    default:
      return state.fail(`can't handle assignment of ${printNode(node)} to empty interface argument`);
  }
}

function constantFor(state: State, node: Operand, param: GoParam): Value {
  if (node.kind === 'nil') {
    if (param === 'value') return undefined;
    return canBeNil(param) ? zeroOf(param) : state.fail(`cannot assign nil to ${param.name}`);
  }
  if (param === 'value') return plainConstant(state, node);
  switch (param.kind) {
    case 'interface':
      return plainConstant(state, node);
    case 'bool':
      return node.kind === 'bool' ? node.value : state.fail(`expected bool; found ${printNode(node)}`);
    case 'string':
      return node.kind === 'string' ? node.text : state.fail(`expected string; found ${printNode(node)}`);
    case 'float64':
      return constantOf(node)?.float ?? state.fail(`expected float; found ${printNode(node)}`);
    case 'complex128':
      return constantOf(node)?.complex ?? state.fail(`expected complex; found ${printNode(node)}`);
    case 'slice':
    case 'map':
    case 'struct':
    case 'ptr':
    case 'func':
      return state.fail(`can't handle ${printNode(node)} for arg of type ${param.name}`);
    default:
      return wholeConstant(state, node, param);
  }
}

function wholeConstant(state: State, node: Operand, type: GoType): GoValue {
  const bits = Number(/\d+$/.exec(type.kind)?.[0] ?? 64);
  if (type.kind.startsWith('uint')) {
    const whole = constantOf(node)?.uint ?? state.fail(`expected unsigned integer; found ${printNode(node)}`);
    return new GoInteger(type, BigInt.asUintN(bits, whole));
  }
  const whole = constantOf(node)?.int ?? state.fail(`expected integer; found ${printNode(node)}`);
  return type.kind === 'int' ? whole : new GoInteger(type, BigInt.asIntN(bits, whole));
}

function constantOf(node: Operand): NumberNode['constant'] | undefined {
  return node.kind === 'number' ? node.constant : undefined;
}

/** A number where nothing says which type it has: its syntax decides (`state.idealConstant`). */
export function idealConstant(state: State, node: NumberNode): GoValue {
  state.node = node;
  const { text, constant } = node;
  if (constant.complex !== undefined) return constant.complex;
  const isHexInt = /^0[xX]./.test(text) && !/[pP]/.test(text);
  if (constant.float !== undefined && !isHexInt && !text.startsWith("'") && /[.eEpP]/.test(text)) return constant.float;
  return constant.int ?? state.fail(`${text} overflows int`);
}

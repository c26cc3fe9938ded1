import type { Json } from '../../base/index.ts';
import { JqError } from './error.ts';
import { type Argument, call } from './functions.ts';
import { type Budget, descend, indexed, made, members, type Place, spend } from './place.ts';
import type { Expression } from './syntax.ts';
import { cannot, describe, isTrue, operate } from './values.ts';

/** The outputs of an expression, one by one. Throws JqError. */
export function* evaluate(expression: Expression, input: Place, budget: Budget): Generator<Place> {
  spend(budget);
  switch (expression.kind) {
    case 'identity':
      yield input;
      return;
    case 'recurse':
      yield* descend(input, budget);
      return;
    case 'literal':
      yield made(expression.value);
      return;
    case 'list':
      yield made(expression.items === undefined ? [] : valuesOf(expression.items, input, budget));
      return;
    case 'index':
      for (const at of evaluate(expression.at, input, budget)) {
        for (const of of evaluate(expression.of, input, budget)) yield indexed(of, at.value);
      }
      return;
    case 'iterate':
      for (const of of evaluate(expression.of, input, budget)) yield* members(of, budget);
      return;
    case 'try':
      yield* attempt(expression.of, input, budget);
      return;
    case 'pipe':
      for (const place of evaluate(expression.left, input, budget)) yield* evaluate(expression.right, place, budget);
      return;
    case 'comma':
      yield* evaluate(expression.left, input, budget);
      yield* evaluate(expression.right, input, budget);
      return;
    case 'alternative':
      yield* alternative(expression, input, budget);
      return;
    case 'binary':
      yield* binary(expression, input, budget);
      return;
    case 'negate':
      for (const { value } of evaluate(expression.of, input, budget)) {
        if (typeof value !== 'number') throw cannot(`negate ${describe(value)}`);
        yield made(-value);
      }
      return;
    case 'if':
      for (const { value } of evaluate(expression.condition, input, budget)) {
        const { chosen, otherwise } = expression;
        if (isTrue(value)) yield* evaluate(chosen, input, budget);
        else if (otherwise === undefined) yield input;
        else yield* evaluate(otherwise, input, budget);
      }
      return;
    case 'call':
      yield* call(expression.name, expression.args.map(argumentOf), input, budget);
  }
}

/** An argument as functions take it. */
function argumentOf(expression: Expression): Argument {
  return (input, budget) => evaluate(expression, input, budget);
}

/** The values of an expression's outputs. */
function valuesOf(expression: Expression, input: Place, budget: Budget): Json[] {
  return Array.from(evaluate(expression, input, budget), ({ value }) => value);
}

/** The outputs up to a failure, which is forgotten; that of the budget is not. */
function* attempt(expression: Expression, input: Place, budget: Budget): Generator<Place> {
  try {
    yield* evaluate(expression, input, budget);
  } catch (error) {
    if (!(error instanceof JqError) || error.code !== 'evaluation') throw error;
  }
}

function* alternative(
  { left, right }: { readonly left: Expression; readonly right: Expression },
  input: Place,
  budget: Budget,
): Generator<Place> {
  let found = false;
  for (const place of attempt(left, input, budget)) {
    if (!isTrue(place.value)) continue;
    found = true;
    yield place;
  }
  if (!found) yield* evaluate(right, input, budget);
}

function* binary(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  input: Place,
  budget: Budget,
): Generator<Place> {
  if (operator === 'and' || operator === 'or') {
    for (const a of evaluate(left, input, budget)) {
      if (isTrue(a.value) === (operator === 'or')) yield made(operator === 'or');
      else for (const b of evaluate(right, input, budget)) yield made(isTrue(b.value));
    }
    return;
  }
  for (const b of evaluate(right, input, budget)) {
    for (const a of evaluate(left, input, budget)) yield made(operate(operator, a.value, b.value));
  }
}

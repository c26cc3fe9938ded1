import { GoFailure } from '../function.ts';
import { formatGo, valueText } from '../format/index.ts';
import type { TemplateBudget } from '../budget.ts';
import {
  GoComplex,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  type GoValue,
  isNamedInteger,
  isSigned,
  typeOf,
} from '../value/index.ts';

/** What comparisons tell apart; whole numbers by their sign only. */
type BasicKind = 'bool' | 'complex' | 'int' | 'uint' | 'float' | 'string' | 'invalid';

/** A value, or none at all. */
type Compared = GoValue | undefined;

/** Go's `eq`: whether the first equals any of the others. Throws GoFailure where types cannot be compared. */
export function equals(first: Compared, others: readonly Compared[], budget: TemplateBudget): boolean {
  if (others.length === 0) throw new GoFailure('missing argument for comparison');
  return others.some((other) => equalsOne(first ?? null, other ?? null, budget));
}

function equalsOne(a: GoValue, b: GoValue, budget: TemplateBudget): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  const [kindA, kindB] = [basicKind(a), basicKind(b)];
  const bothWhole = (kindA === 'int' || kindA === 'uint') && (kindB === 'int' || kindB === 'uint');
  if (bothWhole) return wholeOf(a) === wholeOf(b);
  if (kindA !== kindB) {
    if (a === null || b === null) return false;
    throw new GoFailure(`incompatible types for comparison: ${nameOf(a)} and ${nameOf(b)}`);
  }
  if (kindA === 'complex') {
    return a instanceof GoComplex && b instanceof GoComplex && a.real === b.real && a.imaginary === b.imaginary;
  }
  return kindA === 'invalid' ? equalsOther(a, b, budget) : a === b;
}

function equalsOther(a: GoValue, b: GoValue, budget: TemplateBudget): boolean {
  if (a !== null && b !== null && typeOf(a)?.kind !== typeOf(b)?.kind) {
    const text = `${formatGo('%s', [a], budget)}: ${nameOf(a)}, ${nameOf(b)}: ${valueText(b, budget)}`;
    throw new GoFailure(`non-comparable types ${text}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (b instanceof GoObject) return a === b;
  throw new GoFailure(`non-comparable type ${formatGo('%s', [b], budget)}: ${nameOf(b)}`);
}

/** Go's `lt`. Throws GoFailure where types have no order. */
export function isLess(first: Compared, second: Compared): boolean {
  const [a, b] = [first ?? null, second ?? null];
  const [kindA, kindB] = [basicKind(a), basicKind(b)];
  if (kindA === 'invalid' || kindB === 'invalid') throw new GoFailure(badType);
  const bothWhole = (kindA === 'int' || kindA === 'uint') && (kindB === 'int' || kindB === 'uint');
  if (bothWhole) return wholeOf(a) < wholeOf(b);
  if (kindA !== kindB) throw new GoFailure(`incompatible types for comparison: ${nameOf(a)} and ${nameOf(b)}`);
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  throw new GoFailure(badType);
}

const badType = 'invalid type for comparison';

function basicKind(value: GoValue): BasicKind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float';
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
    default:
      if (value instanceof GoInteger) return isSigned(value.type) ? 'int' : 'uint';
      if (isNamedInteger(value)) return 'int';
      return value instanceof GoComplex ? 'complex' : 'invalid';
  }
}

function wholeOf(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof GoInteger) return value.value;
  return isNamedInteger(value) ? value.native : 0n;
}

function isNil(value: GoValue): boolean {
  return value === null || ((value instanceof GoMap || value instanceof GoSlice) && value.isNil);
}

function nameOf(value: GoValue): string {
  return (value === null ? undefined : typeOf(value)?.name) ?? '<nil>';
}

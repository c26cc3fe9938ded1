import { sameType, type Type, types } from '../types.ts';

/** What stands for type parameters. */
export type Substitutions = ReadonlyMap<string, Type>;

type Working = Map<string, Type>;

/** Whether a type says nothing of its values. */
export function isDyn(type: Type): boolean {
  return type.kind === 'dyn';
}

function isDynOrError(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

/** The type in an optional. */
export function unwrapOptional(type: Type): readonly [Type, boolean] {
  const [inner] = type.params;
  if (type.kind === 'opaque' && type.name === 'optional_type' && inner !== undefined) return [inner, true];
  return [type, false];
}

/** The substitutions under which values of each `from` fit where `to` is wanted; undefined where they do not (cel-go v0.26.0, checker/types.go). */
export function assignAll(known: Substitutions, from: readonly Type[], to: readonly Type[]): Substitutions | undefined {
  const working = new Map(known);
  return isAssignableList(working, from, to) ? working : undefined;
}

function isAssignableList(known: Working, from: readonly Type[], to: readonly Type[]): boolean {
  if (from.length !== to.length) return false;
  return from.every((type, index) => isAssignable(known, type, to[index] as Type));
}

function isAssignable(known: Working, a: Type, b: Type): boolean {
  if (b.kind === 'param') {
    const { valid, bound } = substitutes(known, a, b);
    if (valid) return true;
    if (bound) return false;
  }
  if (a.kind === 'param') return substitutes(known, b, a).valid;
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (a.kind === 'null') return isNullable(b);
  if (b.kind === 'null') return isNullable(a);
  if (a.kind === 'type') return b.kind === 'type';
  if (a.kind !== b.kind || a.name !== b.name) return false;
  return isAssignableList(known, a.params, b.params);
}

function isNullable({ kind }: Type): boolean {
  return ['null', 'opaque', 'struct', 'duration', 'timestamp'].includes(kind);
}

function substitutes(known: Working, type: Type, param: Type): { readonly valid: boolean; readonly bound: boolean } {
  if (type.kind === 'param' && type.name === param.name) return { valid: true, bound: true };
  const bound = known.get(param.name);
  if (bound !== undefined) {
    if (sameType(type, bound)) return { valid: true, bound: true };
    if (!isAssignable(known, type, bound)) return { valid: false, bound: true };
    const general = isLessSpecific(type, bound) ? type : bound;
    if (!occursIn(known, param, general)) known.set(param.name, general);
    return { valid: true, bound: true };
  }
  if (occursIn(known, param, type)) return { valid: false, bound: false };
  known.set(param.name, type);
  return { valid: true, bound: false };
}

function occursIn(known: Substitutions, param: Type, within: Type): boolean {
  if (within.kind === 'param') {
    if (within.name === param.name) return true;
    const bound = known.get(within.name);
    return bound !== undefined && occursIn(known, param, bound);
  }
  return within.params.some((inner) => occursIn(known, param, inner));
}

/** Whether `a` says as much as `b` or less. */
export function isLessSpecific(a: Type, b: Type): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param') return false;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, index) => isLessSpecific(param, b.params[index] as Type));
}

/** A type with its parameters replaced; what is not bound becomes dyn where `close` is set. */
export function substitute(known: Substitutions, type: Type, close: boolean): Type {
  if (type.kind === 'param') {
    const bound = known.get(type.name);
    if (bound !== undefined) return substitute(known, bound, close);
    return close ? types.dyn : type;
  }
  if (type.params.length === 0) return type;
  return { ...type, params: type.params.map((param) => substitute(known, param, close)) };
}

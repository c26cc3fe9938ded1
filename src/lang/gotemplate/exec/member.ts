import type { GoFunction } from '../function.ts';
import { GoMap, GoObject, GoSlice, type GoType, type GoValue, typeOf, zeroOf } from '../value/index.ts';
import { quoteString } from '../format/index.ts';
import type { State, Value } from './state.ts';

/** What a field access found: a value, or a method to call. */
export type Member = { readonly method: GoFunction } | { readonly value: Value };

/** A field, key or method of a value by its name, without arguments for it (`state.evalField`). `typeName` is what errors call the receiver's type. */
export function member(state: State, receiver: Value, name: string, hasArgs: boolean, typeName: () => string): Member {
  if (receiver === undefined) {
    if (state.run.missingKey === 'error') state.fail(`nil data; no entry for key ${quoteString(name)}`);
    return { value: undefined };
  }
  if (receiver === null) return state.fail(`nil pointer evaluating interface {}.${name}`);
  const method = methodOf(receiver, name);
  if (method !== undefined) return { method };
  if (receiver instanceof GoMap) {
    if (hasArgs) state.fail(`${name} is not a method but has arguments`);
    return { value: keyOf(state, receiver, name) };
  }
  if (receiver instanceof GoObject) {
    const field = receiver.fields.get(name);
    if (field !== undefined) {
      if (hasArgs) state.fail(`${name} has arguments but cannot be invoked as function`);
      return { value: field };
    }
  }
  return state.fail(`can't evaluate field ${name} in type ${typeName()}`);
}

/** The value of a key; for one that the map does not have what `missingKey` says. */
export function keyOf(state: State, map: GoMap, key: string): Value {
  const value = map.entries.get(key);
  if (value !== undefined) return value;
  switch (state.run.missingKey) {
    case 'default':
      return undefined;
    case 'zero':
      return map.type.elem === undefined ? null : zeroOf(map.type.elem);
    case 'error':
      return state.fail(`map has no entry for key ${quoteString(key)}`);
  }
}

function methodOf(receiver: GoValue, name: string): GoFunction | undefined {
  const hasMethods = receiver instanceof GoObject || receiver instanceof GoMap || receiver instanceof GoSlice;
  return hasMethods ? receiver.methods?.get(name) : undefined;
}

/** The name of the type of what a container holds: `interface {}` for most maps and lists. */
export function heldTypeName(container: Value, value: Value): string {
  const elem: GoType | undefined = container instanceof GoMap ? container.type.elem : undefined;
  return elem?.name ?? typeName(value);
}

/** The name of a value's type. */
export function typeName(value: Value): string {
  return (value === undefined ? undefined : typeOf(value)?.name) ?? 'interface {}';
}

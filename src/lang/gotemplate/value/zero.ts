import type { GoType } from './type.ts';
import { GoBytes, GoComplex, GoInteger, GoMap, GoObject, GoSlice, type GoValue } from './value.ts';

/** The zero value of a type, as `reflect.Zero` makes it. */
export function zeroOf(type: GoType): GoValue {
  switch (type.kind) {
    case 'bool':
      return false;
    case 'string':
      return '';
    case 'int':
      return 0n;
    case 'float64':
      return 0;
    case 'complex128':
      return new GoComplex(0, 0);
    case 'slice':
      return type.elem?.kind === 'uint8' ? new GoBytes('') : new GoSlice([], type, true);
    case 'map':
      return new GoMap(new Map(), type, true);
    case 'struct':
      return new GoObject(type);
    case 'interface':
    case 'ptr':
    case 'func':
      return null;
    default:
      return new GoInteger(type, 0n);
  }
}

/** Whether a parameter of this type takes nil. */
export function canBeNil(type: GoType): boolean {
  return nilKinds.has(type.kind);
}

const nilKinds: ReadonlySet<string> = new Set(['interface', 'map', 'slice', 'ptr', 'func']);

/** Whether a value of the type `from` can be passed where `to` is declared: the same type, or one of the two named after the other. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to || from.name === to.name || to.kind === 'interface') return true;
  if (from.underlying !== undefined && to.underlying === undefined) return from.underlying.name === to.name;
  if (to.underlying !== undefined && from.underlying === undefined) return to.underlying.name === from.name;
  return false;
}

/** Whether the kind is one of Go's signed integers. */
export function isSigned(type: GoType): boolean {
  return type.kind.startsWith('int') && type.kind !== 'interface';
}

export { deepEqual } from './deep-equal.ts';
export {
  countRunes,
  decodeRune,
  type DecodedRune,
  encodeRune,
  isPrintableRune,
  maxRune,
  replacementRune,
} from './rune.ts';
export { bytesOfText, isAscii, textOfBytes } from './text.ts';
export { truth } from './truth.ts';
export { anyMap, anySlice, type GoKind, type GoType, goTypes, mapOf, sliceOf, stringMap, stringSlice } from './type.ts';
export {
  GoBytes,
  GoComplex,
  GoFunctionValue,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  type GoValue,
  indirect,
  int64,
  isNamedInteger,
  typeOf,
} from './value.ts';
export { canBeNil, isAssignable, isSigned, zeroOf } from './zero.ts';

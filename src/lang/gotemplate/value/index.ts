export { bytesOfText, isAscii, textOfBytes } from './text.ts';
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
  int64,
  typeOf,
} from './value.ts';

import { GoFailure } from '../../gotemplate/index.ts';

/** What Go's runtime says where code of sprig panics; templates show it as the function's error. */

/** A nil interface was asked for its type. */
export function nilPointer(): GoFailure {
  return new GoFailure('runtime error: invalid memory address or nil pointer dereference');
}

/** The part of a string from `start` to `end` in bytes, as `s[start:end]` gives it. @throws GoFailure as Go panics */
export function sliceString(text: string, start: number, end: number): string {
  const bounds = (range: string): GoFailure => new GoFailure(`runtime error: slice bounds out of range ${range}`);
  if (end < 0) throw bounds(`[:${end}]`);
  if (end > text.length) throw bounds(`[:${end}] with length ${text.length}`);
  if (start < 0) throw bounds(`[${start}:]`);
  if (start > end) throw bounds(`[${start}:${end}]`);
  return text.slice(start, end);
}

/** `make([]T, length)` of a length that cannot be. */
export function sliceLengthOutOfRange(): GoFailure {
  return new GoFailure('runtime error: makeslice: len out of range');
}

/** A value of an interface was taken for a type that it is not. `actual` is the type's name, undefined for nil. */
export function failedConversion(actual: string | undefined, wanted: string): GoFailure {
  return new GoFailure(`interface conversion: interface {} is ${actual ?? 'nil'}, not ${wanted}`);
}

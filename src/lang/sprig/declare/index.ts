export { declare, declareVariadic, type Param } from './declare.ts';
export { failedConversion, nilPointer, sliceLengthOutOfRange, sliceString } from './panic.ts';
export { any, bool, dict, exactInt, float, int, list, string, unsigned } from './params.ts';

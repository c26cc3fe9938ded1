export { type DecodedJson, decodeJson } from './decode.ts';
export { encodeJson, type JsonStyle } from './encode.ts';
export { jsonFunctions } from './functions.ts';
export { type JsonText, jsonTextOf } from './native.ts';

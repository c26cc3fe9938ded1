export type { SprigOptions } from './context.ts';
export { parseGoFloat } from './convert/index.ts';
export { durationObject } from './dates/index.ts';
export { type DecodedJson, decodeJson, encodeJson, type JsonStyle, type JsonText, jsonTextOf } from './json/index.ts';
export type { RandomSource, RandomStream } from './random/index.ts';
export { sprigFunctions } from './sprig.ts';
export { parseUrl, type UrlParts } from './urls/index.ts';

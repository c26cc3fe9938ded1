export { decodeBase64, encodeBase64 } from './base64.ts';
export { encodingFunctions } from './encoding.ts';

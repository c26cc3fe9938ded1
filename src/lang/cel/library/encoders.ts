import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload } from '../functions.ts';
import { types } from '../types.ts';

const { string, bytes } = types;

/** Base64 (cel-go v0.26.0, ext/encoders.go). */
export const encoderFunctions: readonly FunctionDeclaration[] = [
  declare('base64.decode', globalOverload('base64_decode_string', [string], bytes, decode)),
  declare(
    'base64.encode',
    globalOverload('base64_encode_bytes', [bytes], string, (value) => Buffer.from(value).toString('base64')),
  ),
];

function decode(text: string): Uint8Array {
  const bare = text.replaceAll(/[\r\n]/g, '').replace(/={1,2}$/, '');
  const wrong = /[^A-Za-z0-9+/]/.exec(bare)?.index ?? (bare.length % 4 === 1 ? bare.length : undefined);
  if (wrong !== undefined) throw failure(`illegal base64 data at input byte ${wrong}`);
  return new Uint8Array(Buffer.from(bare, 'base64'));
}

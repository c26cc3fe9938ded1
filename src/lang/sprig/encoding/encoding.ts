import { GoFailure, type GoFunction } from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { declare, string } from '../declare/index.ts';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** base64 and base32 (sprig 3.3.0, strings.go). What cannot be decoded gives the error's text. */
export function encodingFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  const within = (change: (text: string) => string): GoFunction =>
    declare([string], (text) => {
      budget.allocate(text.length * 2);
      return change(text);
    });
  return {
    b64enc: within(encodeBase64),
    b64dec: within((text) => orItsFault(() => decodeBase64(text))),
    b32enc: within(encodeBase32),
    b32dec: within((text) => orItsFault(() => decodeBase32(text))),
  };
}

function orItsFault(decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    if (error instanceof GoFailure) return error.message;
    throw error;
  }
}

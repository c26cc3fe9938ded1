import { isUtf8 } from 'node:buffer';

/** A text to read, or why the bytes are none and at which line (from 1) that shows. */
export type Decoded = { readonly text: string } | { readonly message: string; readonly line: number };

/**
 * Text from bytes: UTF-8, or UTF-16 where a byte order mark says so, which go-yaml reads too. The mark is left out. Bytes that are no UTF-8
 * are an error, as in go-yaml; replacing them would apply something that nobody wrote.
 */
export function decodeText(input: string | Uint8Array): Decoded {
  if (typeof input === 'string') return { text: input.charCodeAt(0) === 0xfeff ? input.slice(1) : input };
  if (input[0] === 0xff && input[1] === 0xfe) return decodeUtf16(input, 'utf-16le');
  if (input[0] === 0xfe && input[1] === 0xff) return decodeUtf16(input, 'utf-16be');
  if (!isUtf8(input)) {
    return { message: 'this line has bytes that are not UTF-8; save the file as UTF-8', line: firstBadLine(input) };
  }
  return { text: new TextDecoder('utf-8').decode(input) };
}

function decodeUtf16(input: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(input) };
  } catch {
    return { message: 'the byte order mark says UTF-16, but the text is not; save the file as UTF-8', line: 1 };
  }
}

function firstBadLine(input: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < input.length; line += 1) {
    const found = input.indexOf(10, start);
    const end = found === -1 ? input.length : found + 1;
    if (!isUtf8(input.subarray(start, end))) break;
    start = end;
  }
  return line;
}

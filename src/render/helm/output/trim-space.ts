import { bytesOfText, textOfBytes } from '../../../lang/index.ts';

/** A byte string without blanks at its ends, as Go's strings.TrimSpace. */
export function trimSpace(bytes: string): string {
  return trimRight(trimLeft(bytes));
}

/** A byte string without blanks at its front. */
export function trimLeft(bytes: string): string {
  let start = 0;
  while (isBlank(bytes.charCodeAt(start))) start += 1;
  if (bytes.charCodeAt(start) < 0x80 || start === bytes.length) return start === 0 ? bytes : bytes.slice(start);
  const first = textOfBytes(bytes.slice(start, start + 4)).charAt(0);
  if (!/\p{White_Space}/u.test(first)) return bytes.slice(start);
  return trimLeft(bytes.slice(start + bytesOfText(first).length));
}

function trimRight(bytes: string): string {
  let end = bytes.length;
  while (isBlank(bytes.charCodeAt(end - 1))) end -= 1;
  if (end === 0 || bytes.charCodeAt(end - 1) < 0x80) return end === bytes.length ? bytes : bytes.slice(0, end);
  const text = textOfBytes(bytes.slice(Math.max(0, end - 4), end));
  const last = text.at(-1) ?? '';
  if (!/\p{White_Space}/u.test(last)) return bytes.slice(0, end);
  return trimRight(bytes.slice(0, end - bytesOfText(last).length));
}

/** A blank of one byte. */
export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

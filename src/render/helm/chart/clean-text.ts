import { bytesOfText, isAscii, textOfBytes } from '../../../lang/index.ts';

/** A byte string with blanks of all kinds as spaces, and without what Go's unicode.IsPrint does not print (helm 4.2, sanitizeString). */
export function cleanText(bytes: string): string {
  if (isAscii(bytes) && /^[ -~]*$/.test(bytes)) return bytes;
  const text = textOfBytes(bytes);
  return bytesOfText(text.replace(/[\p{White_Space}]/gu, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, ''));
}

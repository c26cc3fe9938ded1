import { GoFailure } from '../../gotemplate/index.ts';

/** Padded base64 of a byte string. */
export function encodeBase64(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

const letters = /^[A-Za-z0-9+/]*$/;

/**
 * The bytes that base64 stands for, as Go's StdEncoding reads it: line ends may stand anywhere, padding must be there and nothing behind it.
 *
 * @throws GoFailure with the offset of what is wrong, as CorruptInputError says it
 */
export function decodeBase64(text: string): string {
  if (letters.test(text) && text.length % 4 === 0) return Buffer.from(text, 'base64').toString('latin1');
  const fault = findFault(text);
  if (fault !== undefined) throw new GoFailure(`illegal base64 data at input byte ${fault}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

/** Where Go stops: quantum by quantum, the last of which may be padded. */
function findFault(text: string): number | undefined {
  let place = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '\n' || letter === '\r') continue;
    if (letter === '=') return faultOfPadding(text, at, place);
    if (!letters.test(letter)) return at;
    place = (place + 1) % 4;
  }
  return place === 0 ? undefined : text.length - place;
}

function faultOfPadding(text: string, at: number, place: number): number | undefined {
  if (place < 2) return at;
  let next = skipLineEnds(text, at + 1);
  if (place === 2) {
    if (next === text.length) return text.length;
    if (text[next] !== '=') return next - 1;
    next = skipLineEnds(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipLineEnds(text: string, from: number): number {
  let at = from;
  while (text[at] === '\n' || text[at] === '\r') at += 1;
  return at;
}

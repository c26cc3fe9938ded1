import { decodeRune } from '../../gotemplate/index.ts';
import { isSpace, runesOf } from './runes.ts';

/** strings.TrimSpace: what Unicode calls a space is cut from both ends. */
export function trimSpace(bytes: string): string {
  return trimRunes(bytes, isSpace);
}

/** strings.Trim: the letters of `cutset` are cut from both ends. */
export function trimSet(bytes: string, cutset: string): string {
  const set = new Set(runesOf(cutset));
  return trimRunes(bytes, (rune) => set.has(rune));
}

function trimRunes(bytes: string, isCut: (rune: number) => boolean): string {
  let start = 0;
  while (start < bytes.length) {
    const { rune, size } = decodeRune(bytes, start);
    if (!isCut(rune)) break;
    start += size;
  }
  let end = bytes.length;
  while (end > start) {
    const at = startOfLastRune(bytes, end);
    if (!isCut(decodeRune(bytes.slice(at, end), 0).rune)) break;
    end = at;
  }
  return bytes.slice(start, end);
}

/** Where the last letter before `end` starts; a byte that ends no letter stands for itself. */
function startOfLastRune(bytes: string, end: number): number {
  for (let at = end - 1; at >= Math.max(0, end - 4); at -= 1) {
    if (bytes.charCodeAt(at) >> 6 === 2) continue;
    return decodeRune(bytes, at).size === end - at ? at : end - 1;
  }
  return end - 1;
}

import { bytesOfText, isAscii } from '../../gotemplate/index.ts';
import {
  bytesOfRunes,
  isLetterOrDigit,
  isLower,
  isSpace,
  isTitle,
  isUpper,
  lowerRune,
  runesOf,
  titleRune,
  upperRune,
} from './runes.ts';

/** strings.Title of old: the first letter of every word in title case, where digits, underscores and letters make words. */
export function title(bytes: string): string {
  if (isAscii(bytes)) return bytes.replaceAll(/[A-Za-z0-9_]+/g, (word) => upperFirst(word));
  let previous = 0x20;
  return bytesOfRunes(
    runesOf(bytes).map((rune) => {
      const starts = isSeparator(previous);
      previous = rune;
      return starts ? titleRune(rune) : rune;
    }),
  );
}

function upperFirst(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function isSeparator(rune: number): boolean {
  if (rune < 0x80) return !/[A-Za-z0-9_]/.test(String.fromCodePoint(rune));
  return !isLetterOrDigit(rune) && isSpace(rune);
}

/** The first letter after every space in lower case (goutils 1.1.1, Uncapitalize). */
export function untitle(bytes: string): string {
  let startsWord = true;
  return bytesOfRunes(
    runesOf(bytes).map((rune) => {
      if (isSpace(rune)) {
        startsWord = true;
        return rune;
      }
      const changed = startsWord ? lowerRune(rune) : rune;
      startsWord = false;
      return changed;
    }),
  );
}

/** Upper for lower and lower for upper, title case at the start of words (goutils 1.1.1, SwapCase). */
export function swapCase(bytes: string): string {
  let startsWord = true;
  return bytesOfRunes(
    runesOf(bytes).map((rune) => {
      const atStart = startsWord;
      if (isUpper(rune) || isTitle(rune)) {
        startsWord = false;
        return lowerRune(rune);
      }
      if (isLower(rune)) {
        startsWord = false;
        return atStart ? titleRune(rune) : upperRune(rune);
      }
      startsWord = isSpace(rune);
      return rune;
    }),
  );
}

/** The first byte of every word, each taken for a letter of its own (goutils 1.1.1, Initials). */
export function initials(bytes: string): string {
  let afterSpace = true;
  let letters = '';
  for (const byte of bytes) {
    const isGap = isSpace(byte.charCodeAt(0));
    if (!isGap && afterSpace) letters += byte;
    afterSpace = isGap;
  }
  return bytesOfText(letters);
}

/** All bytes but those that are spaces as letters; the others become letters too, where one was dropped (goutils 1.1.1, DeleteWhiteSpace). */
export function deleteSpaces(bytes: string): string {
  const kept = Array.from(bytes)
    .filter((byte) => !isSpace(byte.charCodeAt(0)))
    .join('');
  return kept.length === bytes.length ? bytes : bytesOfText(kept);
}

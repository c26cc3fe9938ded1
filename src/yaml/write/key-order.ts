const LETTER = /^\p{L}/u;
const DIGIT = /^\p{Nd}/u;

/**
 * Keys in the order in which go-yaml v2 writes a map's (`keyList.Less`): digit runs by their value, letters behind other characters, else by
 * code point. That comparison is not transitive (`1month`, `5min`, `10min`), and Go starts from the random order of its maps, so
 * upstream's order of such keys changes from run to run; ours starts from byte order and is stable.
 */
export function naturalOrder(keys: string[]): string[] {
  if (keys.length < 2) return keys;
  if (keys.some((key) => ANY_DIGIT.test(key))) keys.sort(byCodeUnit);
  return keys.sort(compareNatural);
}

/** The same for go-yaml v3.0.4, where behind equal digits letters come before other characters. */
export function naturalOrderGo3(keys: string[]): string[] {
  return keys.sort(byCodeUnit).sort((a, b) => compareRunes(Array.from(a), Array.from(b), true));
}

const ANY_DIGIT = /\p{Nd}/u;

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** go-yaml v2.4.3 `keyList.Less`, as a comparison: negative, zero or positive. */
export function compareNatural(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === shorter) return a.length - b.length;
  const aCode = a.charCodeAt(at);
  const bCode = b.charCodeAt(at);
  if (aCode > 127 || bCode > 127) return compareRunes(Array.from(a), Array.from(b));
  const aLetter = isAsciiLetter(aCode);
  if (aLetter && isAsciiLetter(bCode)) return aCode - bCode;
  if (aLetter) return 1;
  if (isAsciiLetter(bCode)) return -1;
  if (!isAsciiDigit(aCode) && !isAsciiDigit(bCode)) return aCode - bCode;
  return compareRunes(Array.from(a), Array.from(b));
}

function compareRunes(a: readonly string[], b: readonly string[], go3 = false): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  const aRune = a[at];
  const bRune = b[at];
  if (aRune === undefined || bRune === undefined) return a.length - b.length;
  const aLetter = LETTER.test(aRune);
  const bLetter = LETTER.test(bRune);
  if (aLetter !== bLetter) {
    const lettersFirst = go3 && at > 0 && DIGIT.test(a[at - 1] ?? '');
    return aLetter === lettersFirst ? -1 : 1;
  }
  if (!aLetter) {
    // Behind a digit that is not zero, a run that starts with zero is the rest of a number, so its zeros count.
    const inNumber = (aRune === '0' || bRune === '0') && followsNonZeroDigit(a, at);
    const [aValue, aEnd] = digitRun(a, at, inNumber);
    const [bValue, bEnd] = digitRun(b, at, inNumber);
    if (aValue !== bValue) return aValue < bValue ? -1 : 1;
    if (aEnd !== bEnd) return aEnd - bEnd;
  }
  return (aRune.codePointAt(0) ?? 0) - (bRune.codePointAt(0) ?? 0);
}

function followsNonZeroDigit(runes: readonly string[], at: number): boolean {
  for (let before = at - 1; before >= 0 && DIGIT.test(runes[before] ?? ''); before -= 1) {
    if (runes[before] !== '0') return true;
  }
  return false;
}

/** The value of the digits from `at` on, in Go's wrapping 64 bits, and where they end. */
function digitRun(runes: readonly string[], at: number, inNumber: boolean): [bigint, number] {
  let value = inNumber ? 1n : 0n;
  let end = at;
  for (; end < runes.length && DIGIT.test(runes[end] ?? ''); end += 1) {
    value = BigInt.asIntN(64, value * 10n + BigInt((runes[end]?.codePointAt(0) ?? 48) - 48));
  }
  return [value, end];
}

function isAsciiLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isAsciiDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

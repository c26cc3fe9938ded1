import { isSpace, isUpper, lowerRune, runesOf, bytesOfRunes, upperRune } from './runes.ts';

/**
 * Words joined with each one's first letter in upper case (huandu/xstrings 1.5.0, ToPascalCase). Blanks, `-` and `_` divide words; those in front stay,
 * and of several in a row all but the last. A word all in upper case keeps its first letter only: `GO_PATH` is `GoPath`.
 */
export function pascalCase(bytes: string): string {
  const runes = runesOf(bytes);
  const start = runes.findIndex((rune) => !isConnector(rune));
  // Upstream writes the last of nothing but connectors twice.
  if (start === -1) return bytesOfRunes([...runes, ...runes.slice(-1)]);
  const joined = runes.slice(0, start);
  const first = runes[start] ?? 0;
  let shouts = isUpper(first);
  let previous = upperRune(first);
  for (const rune of runes.slice(start + 1)) {
    let current = rune;
    if (!isConnector(previous)) {
      if (shouts && isUpper(rune)) current = lowerRune(rune);
      else shouts = false;
      joined.push(previous);
    } else if (isConnector(rune)) {
      joined.push(previous);
    } else {
      shouts = isUpper(rune);
      current = upperRune(rune);
    }
    previous = current;
  }
  joined.push(previous);
  return bytesOfRunes(joined);
}

/** What divides words. */
export function isConnector(rune: number): boolean {
  return rune === 0x2d || rune === 0x5f || isSpace(rune);
}

import { isConnector } from './letter-case.ts';
import { bytesOfRunes, isUpper, lowerRune, runesOf } from './runes.ts';

type WordKind = 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other' | 'end';

interface Word {
  readonly kind: WordKind;
  readonly runes: readonly number[];
}

const end: Word = { kind: 'end', runes: [] };

/**
 * The words of a text in lower case with one connector between them: snakecase and kebabcase (huandu/xstrings 1.5.0, ToSnakeCase). `HTTPServer` has two
 * words; a number belongs to the word before it unless small letters follow: `Bld4Floor3rd` is `bld4_floor_3rd`.
 */
export function separatedCase(bytes: string, connector: '_' | '-'): string {
  const words = wordsOf(runesOf(bytes));
  const joint = connector.charCodeAt(0);
  const joined: number[] = [];
  let at = 0;
  const take = (): Word => words[at++] ?? end;
  const write = (word: Word): void => void joined.push(...lowered(word, joint));
  const separate = (next: Word): void => {
    if (next.kind !== 'end' && next.kind !== 'connector' && next.kind !== 'punctuation') joined.push(joint);
  };
  const writeTail = (first: Word): Word => {
    let word = first;
    for (; word.kind === 'letters' || word.kind === 'number'; word = take()) write(word);
    separate(word);
    return word;
  };
  let word = take();
  while (at < words.length) {
    if (word.kind !== 'connector') write(word);
    const previous = word;
    word = take();
    if (previous.kind === 'number') word = writeTail(word);
    else if (previous.kind === 'connector') write(previous);
    else if (previous.kind !== 'punctuation') {
      if (word.kind !== 'number') separate(word);
      else if (at < words.length) {
        const number = word;
        word = take();
        if (word.kind === 'letters') joined.push(joint);
        write(number);
        if (word.kind === 'letters') word = writeTail(word);
        else separate(word);
      }
    }
  }
  write(word);
  return bytesOfRunes(joined);
}

function lowered({ kind, runes }: Word, joint: number): readonly number[] {
  if (kind === 'connector') return runes.map(() => joint);
  return kind === 'upper' ? runes.map((rune) => (isUpper(rune) ? lowerRune(rune) : rune)) : runes;
}

function wordsOf(runes: readonly number[]): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < runes.length;) {
    const kind = kindOf(runes[at] ?? 0);
    let stop = at + 1;
    const skip = (belongs: (rune: number) => boolean): void => {
      while (stop < runes.length && belongs(runes[stop] ?? 0)) stop += 1;
    };
    if (kind !== 'upper') skip(continues[kind]);
    else if (isUpper(runes[stop] ?? 0)) {
      skip(isUpper);
      if (stop < runes.length && isAlphabet(runes[stop] ?? 0)) stop -= 1;
    } else skip(isSmall);
    words.push({ kind, runes: runes.slice(at, stop) });
    at = stop;
  }
  return words;
}

function kindOf(rune: number): Exclude<WordKind, 'end'> {
  if (isConnector(rune)) return 'connector';
  if (isPunctuation(rune)) return 'punctuation';
  if (isUpper(rune)) return 'upper';
  if (isAlphabet(rune)) return 'letters';
  return isNumber(rune) ? 'number' : 'other';
}

/** What may follow the first letter of a word of each kind; bytes that are no text go with any. */
const continues: Readonly<
  Record<'number' | 'letters' | 'connector' | 'punctuation' | 'other', (rune: number) => boolean>
> = {
  number: (rune) => isBroken(rune) || isNumber(rune),
  letters: (rune) => isBroken(rune) || isSmall(rune),
  connector: (rune) => isBroken(rune) || isConnector(rune),
  punctuation: (rune) => isBroken(rune) || isPunctuation(rune),
  other: (rune) => isBroken(rune) || kindOf(rune) === 'other',
};

function isBroken(rune: number): boolean {
  return rune === 0xfffd;
}

function isSmall(rune: number): boolean {
  return isAlphabet(rune) && !isUpper(rune);
}

/** A letter of a script that has words without characters, as xstrings divides them: the common ideographs are none. */
function isAlphabet(rune: number): boolean {
  if (!/^\p{L}$/u.test(String.fromCodePoint(rune))) return false;
  return !ideographs.some(([first, last]) => rune >= first && rune <= last);
}

const ideographs = [
  [0x4e00, 0x9fcc],
  [0x3400, 0x4d85],
  [0x20000, 0x2b81d],
] as const;

function isPunctuation(rune: number): boolean {
  return /^\p{P}$/u.test(String.fromCodePoint(rune));
}

function isNumber(rune: number): boolean {
  return /^\p{N}$/u.test(String.fromCodePoint(rune));
}

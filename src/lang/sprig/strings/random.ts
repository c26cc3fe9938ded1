import { GoFailure, type TemplateBudget } from '../../gotemplate/index.ts';
import { drawBelow, drawIntegerBelow, type RandomStream } from '../random/index.ts';
import { bytesOfRunes, runesOf } from './runes.ts';

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** What sprig's random texts are made of (goutils 1.1.1, cryptorandomstringutils.go). */
export const alphabets = {
  randAlphaNum: digits + letters,
  randAlpha: letters,
  randNumeric: digits,
  randAscii: printable,
};

/** `count` letters of an alphabet; none for a negative count, whose error sprig drops. */
export function randomText(alphabet: string, count: number, stream: RandomStream, budget: TemplateBudget): string {
  if (count <= 0) return '';
  budget.step(count);
  budget.allocate(count);
  let text = '';
  for (let index = 0; index < count; index += 1) text += alphabet[drawBelow(stream, alphabet.length)] ?? '';
  return text;
}

/** The letters of a text in another order (huandu/xstrings 1.5.0, Shuffle). */
export function shuffle(bytes: string, stream: RandomStream, budget: TemplateBudget): string {
  const runes = runesOf(bytes);
  budget.step(runes.length);
  for (let index = runes.length - 1; index > 0; index -= 1) {
    const other = drawBelow(stream, index + 1);
    [runes[index], runes[other]] = [runes[other] ?? 0, runes[index] ?? 0];
  }
  return bytesOfRunes(runes);
}

/** A number from `low` to below `high` (sprig 3.3.0, randInt). @throws GoFailure where there is none, as math/rand panics */
export function randomInteger(low: bigint, high: bigint, stream: RandomStream): bigint {
  const span = high - low;
  if (span <= 0n) throw new GoFailure('invalid argument to Intn');
  return low + drawIntegerBelow(stream, span);
}

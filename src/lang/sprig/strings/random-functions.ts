import type { GoFunction } from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { declare, exactInt, int, string } from '../declare/index.ts';
import { alphabets, randomInteger, randomText, shuffle } from './random.ts';

/** The functions on strings and numbers that draw at random (sprig 3.3.0, strings.go, numeric.go). */
export function randomFunctions({ random, budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  const texts = Object.entries(alphabets).map(([name, alphabet]): [string, GoFunction] => [
    name,
    declare([int], (count) => randomText(alphabet, count, random.open(`${name} ${count}`), budget)),
  ]);
  return {
    ...Object.fromEntries(texts),
    shuffle: declare([string], (text) => shuffle(text, random.open(`shuffle ${text}`), budget)),
    randInt: declare([exactInt, exactInt], (low, high) =>
      randomInteger(low, high, random.open(`randInt ${low} ${high}`)),
    ),
  };
}

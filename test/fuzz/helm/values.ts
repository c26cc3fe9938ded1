import type { Random } from '../kustomize/random.ts';

/** A value of a values file. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

const words = [
  'nginx',
  'Hello World',
  '',
  'a-b_c.d',
  'x: y',
  '8080',
  'true',
  ' padded ',
  'line one\nline two\n',
  'tab\there',
  'ünïcode €',
  '"quoted"',
  "it's",
  '{{ .Values.s1 }}',
  '<html>&',
  '1.2.3',
  'a,b,c',
  'camelCase',
  '0x1F',
  '日本語',
  'trailing  ',
  '%d%s',
  'very long text that goes on and on, beyond the eighty columns after which a YAML emitter folds its lines',
] as const;

const numbers = [
  0, 1, -1, 2, 3, 7, 10, 42, 1.5, -2.25, 0.1, 1e6, 123456789, 1e21, 3.0, 100000, 1e-7, 9007199254740991,
] as const;

/** A text as values files have them. */
export function someText(random: Random): string {
  return random.pick(words);
}

/** A number as values files have them. */
export function someNumber(random: Random): number {
  return random.pick(numbers);
}

/** Any value, `depth` levels deep at most. */
export function someValue(random: Random, depth: number): Value {
  if (depth > 0 && random.chance(0.4))
    return random.chance(0.5) ? someMap(random, depth - 1) : someList(random, depth - 1);
  return random.either<Value>(
    () => someText(random),
    () => someText(random),
    () => someNumber(random),
    () => random.chance(0.5),
    () => null,
  );
}

function someList(random: Random, depth: number): readonly Value[] {
  const uniform = random.pick(['text', 'number', 'any'] as const);
  return Array.from({ length: random.below(4) }, () => {
    if (uniform === 'text') return someText(random);
    return uniform === 'number' ? someNumber(random) : someValue(random, depth);
  });
}

function someMap(random: Random, depth: number): { readonly [key: string]: Value } {
  return Object.fromEntries(random.some(keys, 0.4).map((key) => [key, someValue(random, depth)]));
}

/** The keys of maps. */
export const keys = ['a', 'b', 'name', 'image', 'enabled', 'port'] as const;

/** The names of the values that templates can count on, by what they hold. */
export const known = {
  text: ['s1', 's2', 's3'],
  number: ['n1', 'n2', 'n3'],
  truth: ['b1', 'b2'],
  list: ['l1', 'l2', 'l3'],
  map: ['m1', 'm2', 'm3'],
  any: ['x1', 'x2', 'nil1'],
} as const;

/** The values of a generated chart. */
export function someValues(random: Random): Value {
  const entries: [string, Value][] = [
    ...known.text.map((name): [string, Value] => [name, someText(random)]),
    ...known.number.map((name): [string, Value] => [name, someNumber(random)]),
    ...known.truth.map((name): [string, Value] => [name, random.chance(0.5)]),
    ...known.list.map((name): [string, Value] => [name, someList(random, 2)]),
    ...known.map.map((name): [string, Value] => [name, someMap(random, 2)]),
    ['x1', someValue(random, 2)],
    ['x2', someValue(random, 1)],
  ];
  return Object.fromEntries(entries);
}

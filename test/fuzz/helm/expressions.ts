import type { Random } from '../kustomize/random.ts';
import { keys, known, someNumber, someText } from './values.ts';

/** What an expression is meant to give; now and then it gives something else. */
export type Wanted = 'text' | 'number' | 'truth' | 'list' | 'map' | 'any';

/** What expressions can refer to. */
export interface Reach {
  readonly random: Random;
  /** The variables declared so far, by what they hold. */
  readonly variables: readonly { readonly name: string; readonly holds: Wanted }[];
  /** Whether dot is the chart's data: `.Values` is there. */
  readonly isRoot: boolean;
}

const kinds = ['text', 'number', 'truth', 'list', 'map', 'any'] as const;

/** An expression that needs no parentheses where an operand is wanted. */
export function operand(reach: Reach, wanted: Wanted, depth: number): string {
  const { random } = reach;
  if (random.chance(0.02)) return operand(reach, random.pick(kinds), depth);
  if (depth > 0 && random.chance(0.45)) return `(${pipeline(reach, wanted, depth - 1)})`;
  const held = reach.variables.filter(({ holds }) => holds === wanted || wanted === 'any');
  const [first, ...rest] = held;
  if (first !== undefined && random.chance(0.3)) return random.pick([first, ...rest]).name;
  if (random.chance(0.5)) return valueOf(reach, wanted);
  return literal(reach, wanted);
}

function valueOf(reach: Reach, wanted: Wanted): string {
  const { random, isRoot } = reach;
  const root = isRoot ? '.Values' : '$.Values';
  const [first, ...rest] = known[wanted];
  const name = random.pick([first, ...rest]);
  if (wanted !== 'any' && random.chance(0.1)) return `${root}.${random.pick(known.map)}.${random.pick(keys)}`;
  return `${root}.${name}`;
}

function literal(reach: Reach, wanted: Wanted): string {
  const { random } = reach;
  switch (wanted) {
    case 'text':
      return JSON.stringify(someText(random)).replaceAll('{{', '{ {');
    case 'number':
      return random.pick(['0', '1', '2', '3', '5', '-1', '10', '1.5', '0x10', '1e3', "'a'", '100']);
    case 'truth':
      return random.pick(['true', 'false']);
    case 'list':
      return random.pick([
        '(list)',
        '(list 1 2 3)',
        '(list "a" "b" "a")',
        '(until 3)',
        '(list 1 "x" nil)',
        '(splitList "," "a,b,,c")',
      ]);
    case 'map':
      return random.pick([
        '(dict)',
        '(dict "a" 1 "b" "two")',
        '(dict "name" "x" "port" 80)',
        '(dict "a" (dict "b" nil))',
      ]);
    case 'any':
      return random.pick([
        'nil',
        '1',
        '"any"',
        'true',
        '$.Chart.Name',
        '$.Release.Name',
        '$.Values.missing',
        '(dict)',
        '(list)',
      ]);
  }
}

/** A call, or operands piped into calls. */
export function pipeline(reach: Reach, wanted: Wanted, depth: number): string {
  const { random } = reach;
  if (depth <= 0 && random.chance(0.5)) return operand(reach, wanted, 0);
  const [first, ...rest] = calls[wanted];
  const call = random.pick([first, ...rest]);
  const filled = call.replaceAll(/\b[TNBLMAKI]\b/g, (letter) => expanded(reach, letter, depth));
  const end = /^(\S+(?: [^()]*)?) [TNBLMA]$/.exec(call);
  if (end === null || random.chance(0.5)) return filled;
  const [, start = ''] = end;
  const called = start.replaceAll(/\b[TNBLMAKI]\b/g, (letter) => expanded(reach, letter, depth));
  return `${expanded(reach, call.at(-1) ?? '', depth)} | ${called}`;
}

function expanded(reach: Reach, letter: string, depth: number): string {
  const wanted = letters.get(letter);
  if (wanted !== undefined) return operand(reach, wanted, depth);
  if (letter === 'K') return `"${reach.random.pick(keys)}"`;
  return String(Math.trunc(Math.min(Math.abs(someNumber(reach.random)), 12)));
}

const letters: ReadonlyMap<string, Wanted> = new Map([
  ['T', 'text'],
  ['N', 'number'],
  ['B', 'truth'],
  ['L', 'list'],
  ['M', 'map'],
  ['A', 'any'],
]);

/** Calls by what they give. Capitals stand for operands: text, number, truth (B), list, map, any, key, small whole number (I). */
const calls: Readonly<Record<Wanted, readonly [string, ...string[]]>> = {
  text: [
    'upper T',
    'lower T',
    'title T',
    'trim T',
    'trunc I T',
    'trunc -3 T',
    'quote T',
    'squote A',
    'quote A A',
    'nospace T',
    'replace "a" "b" T',
    'trimSuffix "-" T',
    'trimPrefix "a" T',
    'trimAll "-" T',
    'repeat 2 T',
    'substr 0 I T',
    'indent 2 T',
    'nindent 4 T',
    'b64enc T',
    'sha256sum T',
    'camelcase T',
    'snakecase T',
    'kebabcase T',
    'initials T',
    'abbrev 8 T',
    'cat A A',
    'wrap 10 T',
    'swapcase T',
    'untitle T',
    'plural "one" "many" (len L)',
    'printf "%s-%d" T I',
    'printf "%v" A',
    'printf "%q" T',
    'printf "%5s|%-5s" T T',
    'printf "%d" N',
    'printf "%.2f" (float64 N)',
    'printf "%T" A',
    'printf "%s" A',
    'print A A',
    'println A',
    'toString A',
    'default T A',
    'ternary T T B',
    'join "," L',
    'toJson A',
    'toYaml A',
    'toPrettyJson A',
    'toRawJson A',
    'kindOf A',
    'typeOf A',
    'first (splitList "," T)',
    'regexReplaceAll "[a-c]+" T "<$0>"',
    'regexFind "[a-z]+" T',
    'coalesce A T',
    'html T',
    'js T',
    'urlquery T',
    'b64dec (b64enc T)',
    'index (list T "x") 0',
    'include "helper" T',
    'tpl T $',
    'tpl "{{ .Values.s1 }}" $',
    'semver "1.2.3" | toString',
    'base T',
    'dir T',
    'ext T',
    'clean T',
    'adler32sum T',
    'get M K | toString',
    'dig K K "none" M | toString',
    'required "it is needed" T',
    'regexSplit "," T -1 | join "+"',
    'split "," T | toJson',
    'sortAlpha L | join ","',
    'slice T 0',
    'and T T',
    'or A T',
  ],
  number: [
    'add N N',
    'sub N N',
    'mul N N',
    'div N 3',
    'mod N 5',
    'max N N',
    'min N N',
    'add1 N',
    'len T',
    'len L',
    'len M',
    'int N',
    'int64 T',
    'float64 N',
    'float64 T',
    'round N 1',
    'floor N',
    'ceil N',
    'atoi "12"',
    'int A',
    'addf N N',
    'mulf N 1.5',
    'toDecimal "755"',
    'default N A',
    'ternary N N B',
    'first L',
    'index L 0',
    'biggest N N',
    'subf N N',
    'maxf N N',
    'divf N 3',
  ],
  truth: [
    'eq T T',
    'eq (int N) (int N)',
    'ne T T',
    'lt (int N) (int N)',
    'gt (float64 N) (float64 N)',
    'le T T',
    'ge (int N) 2',
    'and B B',
    'or B B',
    'not B',
    'not A',
    'empty A',
    'hasKey M K',
    'has A L',
    'kindIs "string" A',
    'contains T T',
    'hasPrefix "a" T',
    'hasSuffix "c" T',
    'regexMatch "^[a-z]+$" T',
    'eq A A',
    'deepEqual A A',
    'typeIs "float64" A',
    'semverCompare ">=1.2" "1.2.3"',
    'any A A',
    'all A A',
    'eq N N',
  ],
  list: [
    'list A A',
    'append L A',
    'prepend L A',
    'concat L L',
    'without L A',
    'uniq L',
    'reverse L',
    'rest L',
    'initial L',
    'until I',
    'untilStep 0 I 2',
    'splitList "," T',
    'sortAlpha L',
    'compact L',
    'toStrings L',
    'keys M | sortAlpha',
    'pluck K M M',
    'slice L 0',
    'chunk 2 L',
    'default L A',
    'fromJsonArray (toJson L)',
    'fromYamlArray (toYaml L)',
    'regexFindAll "[a-z]" T -1',
    'ternary L L B',
    'tuple A A',
    'seq 3 | splitList " "',
  ],
  map: [
    'dict K A',
    'dict K A K A',
    'merge (deepCopy M) M',
    'mergeOverwrite (deepCopy M) M',
    'pick M K',
    'omit M K',
    'set (deepCopy M) K A',
    'unset (deepCopy M) K',
    'deepCopy M',
    'fromJson (toJson M)',
    'fromYaml (toYaml M)',
    'default M A',
    'merge (dict) M M',
    'fromYaml (toJson M)',
    'split "," T',
    'ternary M M B',
    'merge (dict K A) (deepCopy M)',
  ],
  any: [
    'default A A',
    'coalesce A A A',
    'first L',
    'last L',
    'get M K',
    'index M K',
    'dig K "none" M',
    'ternary A A B',
    'index L 0',
    'or A A',
    'and A A',
    'fromJson (toJson A)',
    'T',
    'N',
    'L',
    'M',
  ],
};

import type { CallNode, Expr } from '../syntax/index.ts';
import type { Type } from '../types.ts';
import { type Estimated, sizeOrUnbounded, times, unbounded } from './estimated.ts';

/** What a call costs besides its arguments, and how large its result is. */
interface Own {
  readonly cost: number;
  readonly size?: number;
  readonly entry?: Estimated['entry'];
  readonly hint?: Estimated['hint'];
}

/** The arguments of a call, the target first where there is one. */
interface Operands {
  readonly values: readonly Estimated[];
  readonly sizes: readonly number[];
  readonly types: readonly (Type | undefined)[];
  /** The size of the target; of the first argument where there is none. */
  readonly first: number;
  readonly second: number;
}

const textFactor = 0.1;
const patternFactor = 0.25;

const walk = (size: number, factor = textFactor): number => Math.min(unbounded, Math.ceil(size * factor));

/** The estimate of a call; `of` gives that of a part. */
export function callEstimate(expr: CallNode, of: (part: Expr) => Estimated): Estimated {
  const isMember = expr.resolved?.member === true && expr.target !== undefined;
  const parts = isMember && expr.target !== undefined ? [expr.target, ...expr.args] : expr.args;
  const values = parts.map(of);
  const total = values.reduce((sum, { cost }) => sum + cost, 0);
  const sizes = values.map(sizeOrUnbounded);
  const [first = unbounded, second = unbounded] = sizes;
  const name = expr.resolved?.name ?? expr.name;
  if (name === '_?_:_') return conditional(values);
  const own = estimates[name]?.({ values, sizes, types: parts.map(({ type }) => type), first, second }) ?? { cost: 1 };
  return { cost: total + own.cost, size: own.size, entry: own.entry, hint: own.hint };
}

function conditional([condition, yes, no]: readonly Estimated[]): Estimated {
  const cost = (condition?.cost ?? 0) + Math.max(yes?.cost ?? 0, no?.cost ?? 0);
  const size = Math.max(yes?.size ?? unbounded, no?.size ?? unbounded);
  return { cost, size, entry: unionEntry(yes?.entry, no?.entry) };
}

function unionEntry(a: Estimated['entry'], b: Estimated['entry']): Estimated['entry'] {
  if (a === undefined || b === undefined) return undefined;
  return { key: Math.max(a.key, b.key), value: Math.max(a.value, b.value) };
}

type Estimate = (operands: Operands) => Own;

const nominal: Estimate = () => ({ cost: 1 });
const free: Estimate = () => ({ cost: 0 });

const equality: Estimate = ({ first, second, types }) => {
  const [type] = types;
  if (type?.kind === 'opaque' || (type?.kind === 'struct' && type.name.startsWith('kubernetes.'))) return { cost: 1 };
  return { cost: walk(Math.min(first, second)) };
};

const isText = ({ types }: Operands): boolean => types[0]?.kind === 'string' || types[0]?.kind === 'bytes';

const ordering: Estimate = (operands) =>
  isText(operands) ? { cost: walk(Math.min(operands.first, operands.second)) } : { cost: 1 };

const sum: Estimate = (operands) => {
  const size = Math.min(unbounded, operands.first + operands.second);
  if (isText(operands)) return { cost: walk(size), size };
  if (operands.types[0]?.kind !== 'list') return { cost: 1 };
  return { cost: 1, size, entry: unionEntry(operands.values[0]?.entry, operands.values[1]?.entry) };
};

const index: Estimate = ({ values }) => ({ cost: 1, ...entryOf(values[0]) });

function entryOf(container: Estimated | undefined): Pick<Own, 'size' | 'hint'> {
  if (container?.entry !== undefined) return { size: container.entry.value };
  return container?.hint?.element === undefined ? {} : { hint: container.hint.element };
}

const match: Estimate = ({ first, second }) => ({ cost: times(walk(first + 1), walk(second, patternFactor)) });
const matchAll: Estimate = (operands) => ({ ...match(operands), size: operands.first });
const once: Estimate = ({ first }) => ({ cost: walk(first) });
const sameSize: Estimate = ({ first }) => ({ cost: walk(first), size: first });

const perItem: Estimate = ({ first, values, types }) => {
  if (types[0]?.kind !== 'list') return { cost: walk(first) };
  const element = types[0].params[0]?.kind;
  const each =
    element === 'string' || element === 'bytes'
      ? walk(values[0]?.hint?.element?.maxElements ?? values[0]?.entry?.value ?? unbounded)
      : 0;
  return { cost: times(first, 1 + each) };
};

const replaced: Estimate = ({ sizes, first }) => {
  const [, from = 0, to = unbounded] = sizes;
  const count = to <= from ? 0 : first + 1;
  return { cost: walk(first, 2 * textFactor), size: Math.min(unbounded, times(count, to) + first) };
};

const split: Estimate = ({ first }) => ({ cost: walk(first, 2 * textFactor), size: first });

const joined: Estimate = ({ first, second, values, sizes }) => {
  const item = values[0]?.hint?.element?.maxElements ?? values[0]?.entry?.value ?? unbounded;
  const separators = sizes.length > 1 ? times(Math.max(0, first - 1), second) : 0;
  const size = Math.min(unbounded, times(first, item) + separators);
  return { cost: walk(size), size };
};

const each = (names: string, estimate: Estimate): Readonly<Record<string, Estimate>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, estimate]));

const estimates: Readonly<Record<string, Estimate>> = {
  ...each('_&&_ _||_', free),
  ...each('_==_ _!=_', equality),
  ...each('_<_ _<=_ _>_ _>=_', ordering),
  '_+_': sum,
  '_[_]': index,
  '@in': ({ second, types }) => ({ cost: types[1]?.kind === 'list' ? second : 1 }),
  startsWith: ({ second }) => ({ cost: walk(second) }),
  endsWith: ({ second }) => ({ cost: walk(second) }),
  contains: ({ first, second }) => ({ cost: times(walk(first), walk(second)) }),
  matches: match,
  ...each('find findAll', matchAll),
  bytes: ({ first, types }) => (types[0]?.kind === 'string' ? { cost: walk(first), size: first * 4 } : { cost: 1 }),
  string: ({ first, types }) => (types[0]?.kind === 'bytes' ? { cost: walk(first), size: first } : { cost: 1 }),
  format: once,
  'strings.quote': ({ first }) => ({ cost: walk(first), size: first * 2 + 2 }),
  ...each('isSorted sum max min indexOf lastIndexOf', perItem),
  ...each('url lowerAscii upperAscii substring trim', sameSize),
  ...each('cidr isIP isCIDR ip quantity isQuantity semver isSemver', once),
  'ip.isCanonical': ({ first }) => ({ cost: walk(first, 2 * textFactor) }),
  replace: replaced,
  split,
  join: joined,
  containsIP: ({ second, types }) => ({ cost: 4 + (types[1]?.kind === 'string' ? walk(second) : 0) }),
  containsCIDR: ({ second, types }) => ({ cost: 7 + (types[1]?.kind === 'string' ? walk(second) : 0) }),
  validate: ({ second }) => ({ cost: times(walk(second), 16) }),
  check: () => ({ cost: 350_000 }),
  dyn: ({ values }) => ({
    cost: 1,
    ...(values[0]?.size === undefined ? {} : { size: values[0].size }),
    entry: values[0]?.entry,
  }),
  size: nominal,
};

import { isJsonObject, type Json, parseQuantity } from '../../base/index.ts';
import { formatAmount } from './amount-text.ts';

/** A quantity, in billionths and as it is written. */
export interface Amount {
  readonly value: bigint;
  readonly text: string;
}

/** Quantities by the name of what they are of. */
export type Amounts = ReadonlyMap<string, Amount>;

/** The quantities of a ResourceList, in the order of their names. */
export function amountsOf(list: Json | undefined): Amounts {
  if (!isJsonObject(list)) return new Map();
  const entries = Object.entries(list).flatMap(([name, quantity]): (readonly [string, Amount])[] => {
    const text = typeof quantity === 'number' ? String(quantity) : quantity;
    if (typeof text !== 'string') return [];
    const value = parseQuantity(text);
    return value === undefined ? [] : [[name, { value, text }]];
  });
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The sum of lists, by name. */
export function addAmounts(...lists: readonly Amounts[]): Amounts {
  const sum = new Map<string, Amount>();
  for (const list of lists) {
    for (const [name, amount] of list) {
      const known = sum.get(name);
      if (known === undefined) sum.set(name, amount);
      else {
        const value = known.value + amount.value;
        sum.set(name, { value, text: formatAmount(value, known.text) });
      }
    }
  }
  return sum;
}

/** The largest of each name. */
export function maxAmounts(...lists: readonly Amounts[]): Amounts {
  const most = new Map<string, Amount>();
  for (const list of lists) {
    for (const [name, amount] of list) {
      const known = most.get(name);
      if (known === undefined || known.value < amount.value) most.set(name, amount);
    }
  }
  return most;
}

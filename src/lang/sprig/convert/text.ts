import {
  GoBytes,
  GoInteger,
  GoObject,
  GoSlice,
  goTypes,
  type GoValue,
  type TemplateBudget,
  valueText,
} from '../../gotemplate/index.ts';

/** A value as text: strings and bytes as they are, all else as `%v` prints it (sprig 3.3.0, strings.go, strval). */
export function textOf(value: GoValue, budget: TemplateBudget): string {
  if (typeof value === 'string') return value;
  if (value instanceof GoBytes) return value.bytes;
  if (value instanceof GoObject && value.text !== undefined) return value.text();
  return valueText(value, budget);
}

/** The items of a list as texts, without nils; what is no list is one text, nil none (strslice). */
export function textsOf(value: GoValue, budget: TemplateBudget): readonly string[] {
  const items = itemsOf(value);
  if (items === undefined) return value === null ? [] : [textOf(value, budget)];
  return items.filter((item) => item !== null).map((item) => textOf(item, budget));
}

/** The items of anything whose kind is a slice; undefined for what is none. */
export function itemsOf(value: GoValue): readonly GoValue[] | undefined {
  if (value instanceof GoSlice) return value.items;
  if (value instanceof GoBytes)
    return Array.from(value.bytes, (byte) => new GoInteger(goTypes.uint8, BigInt(byte.charCodeAt(0))));
  return undefined;
}

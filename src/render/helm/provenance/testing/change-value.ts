import { GoMap, GoSlice, type GoValue } from '../../../../lang/index.ts';

type Path = readonly (string | number)[];

/** What lies at a path of values; undefined where nothing does. */
export function valueAtPath(values: GoValue, path: Path): GoValue | undefined {
  let value: GoValue | undefined = values;
  for (const step of path) {
    if (value instanceof GoMap) value = value.entries.get(String(step));
    else if (value instanceof GoSlice) value = value.items[Number(step)];
    else return undefined;
  }
  return value;
}

/** Values to say beside a chart so that what lies at `path` becomes another value, of the same type where it has one. */
export function changedValues(values: GoMap, path: Path): GoMap {
  const changed = changedAt(values, path);
  return changed instanceof GoMap ? changed : new GoMap();
}

/** Maps keep only what leads to the change, since values are merged; lists are replaced, so they keep all items. */
function changedAt(value: GoValue | undefined, [step, ...rest]: Path): GoValue {
  if (step === undefined) return otherThan(value ?? null);
  if (value instanceof GoSlice)
    return new GoSlice(value.items.map((item, at) => (at === step ? within(item, rest) : item)));
  const inner = value instanceof GoMap ? value.entries.get(String(step)) : undefined;
  return new GoMap(new Map([[String(step), changedAt(inner, rest)]]));
}

/** Within lists all of a map is kept. */
function within(value: GoValue, [step, ...rest]: Path): GoValue {
  if (step === undefined) return otherThan(value);
  if (value instanceof GoSlice) return changedAt(value, [step, ...rest]);
  if (!(value instanceof GoMap)) return value;
  const inner = value.entries.get(String(step)) ?? null;
  return new GoMap(new Map([...value.entries, [String(step), within(inner, rest)]]));
}

function otherThan(value: GoValue): GoValue {
  switch (typeof value) {
    case 'string':
      return `${value}x`;
    case 'number':
      return value + 1;
    case 'boolean':
      return !value;
    default:
      if (value instanceof GoMap) return new GoMap(new Map([['added', 'x']]));
      if (value instanceof GoSlice) return new GoSlice([...value.items, value.items.at(-1) ?? 'x']);
      return 'x';
  }
}

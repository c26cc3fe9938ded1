import { GoMap, type GoValue } from '../../../lang/index.ts';

/** What tables need beside themselves. */
export interface TableRules {
  readonly warn: (message: string) => void;
}

/**
 * Lays `dst` over `src`, into `dst`: maps are merged, everything else of `dst` stays. Without `merge`, a null of `dst` takes away a key
 * that `src` gives a value. Changes `src` too, as helm does, where both are used again (helm 4.2, coalesceTablesFullKey).
 */
export function coalesceTables(dst: GoMap, src: GoMap, prefix: string, merge: boolean, rules: TableRules): GoMap {
  const said = new Set([...src.entries].flatMap(([key, value]) => (value === null ? [] : [key])));
  for (const [key, value] of dst.entries) if (value === null) src.entries.set(key, null);
  for (const [key, value] of src.entries) {
    const place = prefix === '' ? key : `${prefix}.${key}`;
    const given = dst.entries.get(key);
    if (given === undefined) dst.entries.set(key, value);
    else if (given === null && !merge && said.has(key)) dst.entries.delete(key);
    else if (value instanceof GoMap) {
      if (given instanceof GoMap) coalesceTables(given, value, place, merge, rules);
      else rules.warn(`warning: cannot overwrite table with non table for ${place} (${described(value)})`);
    } else if (given instanceof GoMap && value !== null) {
      rules.warn(`warning: destination for ${place} is a table. Ignoring non-table value (${described(value)})`);
    }
  }
  return dst;
}

/** Values may be secret: only what kind of value it is is told. */
function described(value: GoValue): string {
  return value instanceof GoMap ? 'map' : typeof value;
}

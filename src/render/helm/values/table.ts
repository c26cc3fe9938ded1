import { GoMap, type GoValue } from '../../../lang/index.ts';

/** The map at a path of names with dots; undefined where a step is none (helm 4.2, Values.Table). */
export function tableAt(values: GoMap, path: string): GoMap | undefined {
  let table = values;
  for (const name of path.split('.')) {
    const next = table.entries.get(name);
    if (!(next instanceof GoMap)) return undefined;
    table = next;
  }
  return table;
}

/** What stands at a path and is no map; undefined where nothing does, or a map (helm 4.2, Values.PathValue). */
export function valueAt(values: GoMap, path: string): GoValue | undefined {
  const dot = path.lastIndexOf('.');
  const table = dot < 0 ? values : tableAt(values, path.slice(0, dot));
  const value = table?.entries.get(path.slice(dot + 1));
  return value instanceof GoMap ? undefined : value;
}

import { type Json, type JsonObject, type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { requirementsOf, selectorText } from '../selectors/label-selector.ts';
import { ageOf } from './age.ts';
import { column, type RowPrinter, type TableColumn } from './table.ts';

/** A column in short: its name, with `*` behind it where only wide output shows it, and with its type where that is no string. */
export type ColumnText = string | readonly [name: string, type: TableColumn['type']];

/** A printer whose first column is the name of the object. */
export function rowsOf(
  columns: readonly ColumnText[],
  cells: (object: KubeObject, now: number) => readonly Json[],
): RowPrinter {
  const others = columns.map((text) => {
    const [name, type] = typeof text === 'string' ? [text, 'string' as const] : text;
    const wide = name.endsWith('*');
    return column(wide ? name.slice(0, -1) : name, type, { priority: wide ? 1 : 0 });
  });
  return {
    columns: [column('Name', 'string', { format: 'name' }), ...others],
    cells: (object, now) => [object.metadata.name ?? '', ...cells(object, now)],
  };
}

/** How old an object is. */
export function age(object: KubeObject, now: number): string {
  return ageOf(object.metadata.creationTimestamp, now);
}

/** `a=b,c=d`, sorted; `<none>` where there are none. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/** A label selector as people write it; `<none>` for nothing, `<error>` for one that cannot be read. */
export function selectorCell(selector: Json | undefined): string {
  try {
    const text = selectorText(requirementsOf(selector) ?? []);
    return selector === undefined || text === '' ? '<none>' : text;
  } catch {
    return '<error>';
  }
}

/** The names and the images of a template's containers. */
export function containerCells(template: JsonObject): readonly [names: string, images: string] {
  const containers = objectsAt(template, 'spec', 'containers');
  return [
    containers.map((container) => textAt(container, 'name')).join(','),
    containers.map((container) => textAt(container, 'image')).join(','),
  ];
}

/** The first few of a list, and how many more there are. */
export function shortList(items: readonly string[], most: number, empty: string, separator = ','): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, most).join(separator);
  return items.length > most ? `${shown} + ${items.length - most} more...` : shown;
}

/** The template of a workload. */
export function templateOf(object: KubeObject): JsonObject {
  return objectAt(object, 'spec', 'template');
}

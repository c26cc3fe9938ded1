import type { ServedType } from '../machinery/resource-type.ts';
import { metadataRows } from './metadata-rows.ts';
import { createTablePrinter, type RowPrinter, type TablePrinter } from './table.ts';

/** Finds the printer of a resource. */
export interface Printers {
  printerOf(served: ServedType): TablePrinter;
}

/** Printers of built-in kinds by `group/kind`, and name and age for all others. */
export function createPrinters(rows: ReadonlyMap<string, RowPrinter>, now: () => number): Printers {
  return {
    printerOf: ({ type, version }) =>
      createTablePrinter(type.rows?.(version) ?? rows.get(`${type.group}/${type.kind}`) ?? metadataRows, now),
  };
}

import type { Json, KubeObject } from '../../base/index.ts';
import type { PrinterColumn } from '../../schema/index.ts';
import { ageOf } from '../printers/age.ts';
import { compileJsonPath } from '../printers/json-path.ts';
import { column, type RowPrinter, type TableColumn } from '../printers/table.ts';

/**
 * The rows of a custom resource: its name and the columns of its CRD, or name and age where it has none
 * (apiextensions-apiserver 0.36, pkg/registry/customresource/tableconvertor).
 */
export function columnRows(columns: readonly PrinterColumn[]): RowPrinter {
  const shown = columns.length > 0 ? columns : [ageColumn];
  const readers = shown.map((item) => compileJsonPath(item.jsonPath));
  return {
    columns: [
      column('Name', 'string', { format: 'name' }),
      ...shown.map((item) =>
        column(item.name, item.type as TableColumn['type'], {
          priority: item.priority,
          ...(item.format === undefined ? {} : { format: item.format }),
          ...(item.description === undefined ? {} : { description: item.description }),
        }),
      ),
    ],
    cells: (object, now) => [
      object.metadata.name ?? '',
      ...shown.map((item, index) => cellOf(object, item, readers[index], now)),
    ],
  };
}

const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', priority: 0 };

function cellOf(
  object: KubeObject,
  { type }: PrinterColumn,
  read: ((value: Json) => readonly Json[]) | undefined,
  now: number,
): Json {
  const [first] = read?.(object) ?? [];
  if (first === undefined || first === null) return null;
  switch (type) {
    case 'integer':
      return typeof first === 'number' ? Math.trunc(first) : null;
    case 'number':
      return typeof first === 'number' ? first : null;
    case 'boolean':
      return typeof first === 'boolean' ? first : null;
    case 'date':
      return typeof first === 'string' ? ageOf(first, now) : null;
    default:
      // Of several results only the first is shown.
      return typeof first === 'object' ? JSON.stringify(first) : String(first);
  }
}

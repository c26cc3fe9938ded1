import { column, type RowPrinter } from './table.ts';
import { ageOf } from './age.ts';

/** Name and age: what is shown of kinds without columns of their own. */
export const metadataRows: RowPrinter = {
  columns: [column('Name', 'string', { format: 'name' }), column('Age', 'string')],
  cells: (object, now) => [object.metadata.name ?? '', ageOf(object.metadata.creationTimestamp, now)],
};

export { ObjectDifference } from './difference.tsx';
export { FieldTable } from './field-table.tsx';

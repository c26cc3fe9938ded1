export { coalesceValues, type CoalesceOptions } from './coalesce.ts';
export { coalesceTables } from './coalesce-tables.ts';
export { copyMap, goMap, goValue, jsonOf } from './go-values.ts';
export { mergeMaps, readValues } from './read-values.ts';
export { tableAt, valueAt } from './table.ts';

export { counted, withKept, withoutManaged } from './counted.ts';
export type { IgnoredFields, IgnoredOfObject } from './ignored-fields.ts';

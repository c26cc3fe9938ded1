export type { MergeSchema } from './merge-schema.ts';
export { type OpenApiField, SchemasInUse } from './schemas-in-use.ts';

export type { SchemaSet, StructuralSchema } from './structural.ts';

export { type JudgeSchema, SchemaCompiler } from './compile.ts';
export type { Draft } from './draft.ts';

export { mergeFieldSpecs, sortByKind } from './merge.ts';
export { type FieldVisitor, walkField, walkFields, walkPath } from './walk.ts';

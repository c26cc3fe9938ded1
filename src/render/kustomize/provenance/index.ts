export { type FieldOrigin, fieldOrigins } from './field-origins.ts';
export { fieldPathText, findField, type FoundField, parseFieldPath, type PathStep } from './field-path.ts';

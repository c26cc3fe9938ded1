export { mergeFields } from './merge-fields.ts';
export { scopes } from './scopes.ts';

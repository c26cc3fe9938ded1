export { editScalar, type YamlEditOptions } from './edit.ts';
export { YamlEditError } from './error.ts';

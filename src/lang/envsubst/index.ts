export { envsubst, type EnvsubstOptions } from './envsubst.ts';
export { EnvsubstError } from './template.ts';

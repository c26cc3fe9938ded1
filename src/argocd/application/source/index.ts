export { explicitTypes, renderOptions } from './render-options.ts';

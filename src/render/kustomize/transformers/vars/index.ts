export { type Variable, varsTransformer } from './ref-var.ts';

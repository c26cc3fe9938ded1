export { replacementTransformer } from './transformer.ts';

export { mergeValueSources, type ValueSources } from './merge-values.ts';

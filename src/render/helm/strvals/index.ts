export { mergeValueSources, setInto, type ValueSources } from './merge-values.ts';
export { typedValue } from './typed-value.ts';

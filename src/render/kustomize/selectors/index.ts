export { type LabelSelector, matchesLabels, parseLabelSelector } from './label-selector.ts';
export { compileSelector, type Selector, type SelectorPattern } from './selector.ts';

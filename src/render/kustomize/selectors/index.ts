export { type LabelSelector, matchesLabels, parseLabelSelector } from './label-selector.ts';
export { anchoredPattern, compileSelector, emptySelector, type Selector, type SelectorPattern } from './selector.ts';

export { keptSpans } from './kept-spans.ts';
export { nameData } from './name-data.ts';

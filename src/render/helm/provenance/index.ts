export { type ChartField, type ChartObject, chartObjects } from './chart-fields.ts';
export { keptSpans } from './kept-spans.ts';
export { nameData } from './name-data.ts';
export type { TracedOutput } from './traced-output.ts';
export { templateFile, valuePlace, type ValuesText } from './value-place.ts';

export { clean, type Span, type Taint } from './taint.ts';
export { type OutputSpan, TemplateTrace } from './trace.ts';

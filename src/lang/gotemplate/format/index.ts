export { type FloatVerb, formatFloat, shortestFloat } from './float.ts';
export { sprint, sprintln, valueText } from './print.ts';
export { compareBytes } from './printer.ts';
export { formatGo } from './printf.ts';
export { quoteRune, quoteString } from './quote.ts';

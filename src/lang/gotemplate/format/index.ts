export { sprint, sprintln, valueText } from './print.ts';
export { compareBytes } from './printer.ts';
export { formatGo } from './printf.ts';
export { quoteString } from './quote.ts';

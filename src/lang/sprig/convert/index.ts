export { toFloat64, toInt64 } from './cast.ts';
export { checkDepth } from './depth.ts';
export { isEmpty } from './empty.ts';
export { parseClamped, parseDigits, parseGoFloat } from './number-text.ts';
export { itemsOf, textOf, textsOf } from './text.ts';

export { Blank, Skeleton, SkeletonLines } from './blank.tsx';
export { Glyph, type Shape, type Tone } from './glyph.tsx';
export { Icon } from './icon.tsx';
export { type Says, saysOf } from './says.ts';
export { lookOf, State } from './state.tsx';
export { counted, isWebAddress, OutLink, sentence, shortRepository } from './text.tsx';
export { Ago, durationOf } from './time.tsx';

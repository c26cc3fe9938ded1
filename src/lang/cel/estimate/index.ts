export { estimateCost } from './estimate.ts';
export type { SizeHint } from './estimated.ts';

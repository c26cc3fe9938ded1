export { drawBelow, drawIntegerBelow, type RandomSource, type RandomStream } from './random.ts';

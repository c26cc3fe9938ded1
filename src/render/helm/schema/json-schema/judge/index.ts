export { type Failure, formatFailure } from './failure.ts';
export { judge } from './judge.ts';

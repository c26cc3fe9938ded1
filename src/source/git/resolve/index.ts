export { needsNoRefs, readCommitId, type Resolution, resolveIn, unusualNames } from './resolve.ts';

export { StatusDraft } from './draft.ts';
export { inventoryOf } from './inventory.ts';
export {
  chartText,
  hasBeenTested,
  hasFailedTest,
  previousOf,
  type ReleaseAction,
  releaseDigest,
  releaseText,
  type Snapshot,
  snapshotOf,
  targets,
  testHooksOf,
  truncated,
  valuesDigest,
} from './snapshot.ts';
export { summarize } from './summary.ts';

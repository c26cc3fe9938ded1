export { buildPlan } from './build-plan.ts';
export { inventoryOf } from './inventory.ts';
export { mayPrune } from './may-prune.ts';
export type { Action, FieldDifference, ObjectState, Plan, Refusal, Stage, SyncVerdict } from './plan.ts';

export { buildPlan } from './build-plan.ts';
export { taskId } from './hook-stages.ts';
export { inventoryOf } from './inventory.ts';
export { mayPrune } from './may-prune.ts';
export type { Action, FieldDifference, HookTask, ObjectState, Plan, Refusal, Stage, SyncVerdict } from './plan.ts';

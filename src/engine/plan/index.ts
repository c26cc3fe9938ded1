export { buildPlan } from './build-plan.ts';
export { inventoryOf } from './inventory.ts';
export type { Action, FieldDifference, ObjectState, Plan, Stage, SyncVerdict } from './plan.ts';

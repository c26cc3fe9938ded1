export { DeliveryReconciler, type DeliveryReconcilerOptions } from './delivery-reconciler.ts';
export { OwnerWriter } from './owner-writer.ts';
export { References } from './references.ts';

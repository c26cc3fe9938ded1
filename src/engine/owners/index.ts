export { DeliveryReconciler, type DeliveryReconcilerOptions } from './delivery-reconciler.ts';
export { References } from './references.ts';

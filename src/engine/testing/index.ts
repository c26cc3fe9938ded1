export { deliveryOf, stateOf } from './delivery-builder.ts';

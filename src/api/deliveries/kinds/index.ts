export { deliveryIdOf, withoutPassword } from './fields.ts';
export type { DeliveryKind, KindContext, OwnedObject } from './kind.ts';
export { deliveryKinds } from './registry.ts';

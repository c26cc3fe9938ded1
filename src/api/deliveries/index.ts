export { lineUrl, type ReadCommit, webAddress } from './commits.ts';
export { DeliveryIndex } from './delivery-index.ts';
export { DeliveryWatch } from './delivery-watch.ts';
export type { Entry } from './entry.ts';
export { deliveryIdOf, type DeliveryKind, deliveryKinds, type KindContext, type OwnedObject } from './kinds/index.ts';
export { withoutPassword } from './kinds/index.ts';
export { DeliveryPages } from './query/list-page.ts';

export { type Applied, createObjects, type WriteOptions } from './apply.ts';
export { buildObjects, readObjects } from './build.ts';
export { deleteObjects, type Propagation } from './delete.ts';
export { inUninstallOrder } from './order.ts';
export { adoptable, owned, type ReleaseId } from './ownership.ts';
export { isSame, type ReleaseObject } from './release-object.ts';
export { resourcePolicy, updateObjects, type Updated } from './update.ts';

export { followInView } from './follow-in-view.ts';
export { keyOfTarget, objectOwnership } from './object-ownership.ts';

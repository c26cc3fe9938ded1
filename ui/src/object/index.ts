export { EventList } from './events.tsx';
export { FieldTable } from './difference/index.ts';
export { idOfObject, objectOfId, objectText } from './object-id.ts';
export { ObjectPanel } from './panel.tsx';
export { podsBelow } from './pods.ts';

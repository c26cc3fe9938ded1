export { EventList } from './events.tsx';
export { FieldTable } from './field-table.tsx';
export { idOfObject, objectOfId, objectText } from './object-id.ts';
export { ObjectPanel } from './panel.tsx';
export { podsBelow } from './pods.ts';

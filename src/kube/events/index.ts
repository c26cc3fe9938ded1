export type { EventContent } from './event-object.ts';
export { EventRecorder } from './event-recorder.ts';

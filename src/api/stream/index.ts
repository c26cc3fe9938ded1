export { eventStream } from './event-stream.ts';
export { writePosition } from './position.ts';

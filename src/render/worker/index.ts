export { answer, type RenderAnswer, type RenderPayload } from './answer.ts';
export { WorkerPool } from './pool.ts';
export type { JobEnd, JobMessage, JobReply } from './protocol.ts';

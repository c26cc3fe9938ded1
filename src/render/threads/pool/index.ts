export { WorkerPool } from './pool.ts';
export type { JobEnd, JobMessage, JobReply } from './protocol.ts';

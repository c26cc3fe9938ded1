/** The program of a render worker thread: answers JobMessages with JobReplies. In the bundle it is `worker.js` beside `main.js`. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../base/index.ts';
import { answer, type RenderAnswer } from './answer.ts';
import { type RenderPayload, ThreadRenderer } from './thread-renderer.ts';
import type { JobMessage, JobReply } from './pool/index.ts';

const renderer = new ThreadRenderer(workerData as { readonly cacheBytes: number });

parentPort?.on('message', ({ id, payload, stop }: JobMessage<RenderPayload>) => {
  const flag = new Int32Array(stop);
  let reply: JobReply<RenderAnswer>;
  try {
    reply = { id, kind: 'done', value: answer(renderer, payload, () => Atomics.load(flag, 0) !== 0) };
  } catch (error) {
    reply = { id, kind: 'failed', message: messageOf(error) };
  }
  const moved = reply.kind === 'done' && reply.value.kind === 'result' ? [reply.value.bytes.buffer] : [];
  parentPort?.postMessage(reply, moved);
});

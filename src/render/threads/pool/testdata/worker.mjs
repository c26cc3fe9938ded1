/** A worker thread for the tests of the pool: does what its payload (`Task` there) says. */
import { parentPort, workerData } from 'node:worker_threads';

let jobs = 0;

parentPort?.on('message', ({ id, payload, stop }) => {
  const flag = new Int32Array(stop);
  jobs += 1;
  const { act, text = '' } = payload;
  if (act === 'spin') for (;;) Atomics.load(flag, 0);
  if (act === 'spin-until-stopped') while (Atomics.load(flag, 0) === 0);
  if (act === 'eat') for (const heap = []; ; ) heap.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
  if (act === 'exit') process.exit(3);
  if (act === 'throw') throw new Error('a mistake outside of the job');
  if (act === 'reject') return parentPort?.postMessage({ id, kind: 'failed', message: 'a mistake in the job' });
  if (act === 'deep') (function down() {
    down();
  })();
  return parentPort?.postMessage({ id, kind: 'done', value: { text, jobs, data: workerData } });
});

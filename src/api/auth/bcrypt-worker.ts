import { parentPort } from 'node:worker_threads';
import { compareSync, hashSync } from 'bcryptjs';
import type { HashAnswer, HashTask } from './password-hasher.ts';

/** Upstream's cost (golang.org/x/crypto/bcrypt, DefaultCost). */
const cost = 10;

const port = parentPort;
port?.on('message', (task: HashTask) => {
  let answer: HashAnswer;
  try {
    answer = {
      id: task.id,
      value: task.kind === 'hash' ? hashSync(task.password, cost) : compareSync(task.password, task.hash),
    };
  } catch (error) {
    answer = { id: task.id, error: error instanceof Error ? error.message : String(error) };
  }
  port?.postMessage(answer, []);
});

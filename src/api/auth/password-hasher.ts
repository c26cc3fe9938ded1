import { Worker } from 'node:worker_threads';

/** Makes and checks bcrypt hashes. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  matches(password: string, hash: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What the worker is asked. */
export type HashTask =
  | { readonly id: number; readonly kind: 'hash'; readonly password: string }
  | { readonly id: number; readonly kind: 'matches'; readonly password: string; readonly hash: string };

/** What it answers. */
export type HashAnswer = { readonly id: number } & ({ readonly value: string | boolean } | { readonly error: string });

/** The worker thread's file: beside the sources, or beside the bundle. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './bcrypt-worker.ts' : './bcrypt-worker.js', import.meta.url);

/** Hashes in a worker thread of its own, started when it is first needed: a hash takes 60 ms of CPU, which no request should wait for. */
export function threadedHasher(): PasswordHasher {
  let worker: Worker | undefined;
  let next = 0;
  const waiting = new Map<
    number,
    { readonly resolve: (value: string | boolean) => void; readonly reject: (error: Error) => void }
  >();
  const start = (): Worker => {
    const started = new Worker(entry, { execArgv: [] });
    started.unref();
    started.on('message', (answer: HashAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('error' in answer) asked?.reject(new Error(answer.error));
      else asked?.resolve(answer.value);
    });
    const fail = (error: Error): void => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      if (worker === started) worker = undefined;
    };
    started.on('error', fail);
    started.on('exit', () => fail(new Error('the thread that checks passwords has ended')));
    return started;
  };
  const ask = (
    task: HashTask extends infer T ? (T extends HashTask ? Omit<T, 'id'> : never) : never,
  ): Promise<string | boolean> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      next += 1;
      waiting.set(next, { resolve, reject });
      worker.postMessage({ ...task, id: next }, []);
    });
  return {
    hash: async (password) => String(await ask({ kind: 'hash', password })),
    matches: async (password, hash) => (await ask({ kind: 'matches', password, hash })) === true,
    close: async () => {
      await worker?.terminate();
    },
  };
}

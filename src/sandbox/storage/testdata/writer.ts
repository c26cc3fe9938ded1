/** Writes to the storage in the folder of its first argument without end and prints `name value` for each acknowledged write. */
import { writeSync } from 'node:fs';
import { silentLogger, systemClock } from '../../../base/index.ts';
import { openDurableStorage } from '../durable-storage.ts';

const [folder = '', round = '0'] = process.argv.slice(2);
const storage = await openDurableStorage({
  folder,
  clock: systemClock,
  logger: silentLogger,
  groupMs: 1,
  sync: false,
  snapshotEvery: 60,
});

async function write(name: string): Promise<never> {
  for (let turn = 1; ; turn += 1) {
    const key = `/configmaps/default/${name}`;
    const value = String(Number(round) * 1_000_000 + turn);
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
    const result = storage.commit({ kind: 'put', key, object }, storage.get(key)?.resourceVersion ?? 0);
    if ('conflict' in result) throw new Error(`conflict on ${name}`);
    await result.durable;
    writeSync(1, `${name} ${value}\n`);
  }
}

// The clock's timers alone do not keep the process alive.
setInterval(() => undefined, 1000);
await Promise.all(Array.from({ length: 8 }, (_, index) => write(`w${index}-${Number(round) % 4}`)));

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { SourceError } from '../../error.ts';
import type { GitExit, GitProgram, GitRun } from '../command/index.ts';
import { fetchRequest, readFetch, type SmartHttp } from '../wire/index.ts';
import type { FetchPlan, FetchTarget } from './remote.ts';

interface FetchByWire extends GitRun {
  readonly maxBytes: number;
  readonly canFilter: boolean;
  readonly namesFormat: boolean;
}

/**
 * Fetches over HTTP by version 2 of the protocol: one request, and the pack goes straight into `git index-pack`, which checks it.
 * Gives the commits whose parents are not here. Throws SourceError.
 */
export async function fetchByWire(
  http: SmartHttp,
  git: GitProgram,
  target: FetchTarget,
  plan: FetchPlan,
  run: FetchByWire,
): Promise<readonly string[]> {
  const request = fetchRequest({
    wants: plan.commits,
    haves: target.haves,
    namesFormat: run.namesFormat,
    shallow: target.shallow,
    ...(plan.extent === 'commit' ? { depth: 1 } : {}),
    ...(plan.extent === 'history' && run.canFilter ? { filter: 'tree:0' } : {}),
  });
  const { object, timeoutMs, signal, maxBytes } = run;
  const starting = Promise.withResolvers<Indexer>();
  const answered = http.command(request, { timeoutMs, signal, maxBytes }, (answer) =>
    readFetch(answer, object, async (chunk) => await (await starting.promise).write(chunk)),
  );
  answered.catch(() => undefined);
  starting.promise.catch(() => undefined);
  // Starting a process holds this thread up for some milliseconds: first the request goes out, then the server makes the pack meanwhile.
  await setImmediate();
  let indexer: Indexer | undefined;
  try {
    indexer = startIndexer(git, target, run);
    starting.resolve(indexer);
    plan.meanwhile?.();
    const changes = await answered;
    if (indexer.received === 0) {
      throw new SourceError('unreachable', `${object}: the server answers without the commits asked for`, { object });
    }
    await indexer.finish();
    const shallow = new Set([...target.shallow, ...changes.shallow]);
    for (const commit of changes.unshallow) shallow.delete(commit);
    return [...shallow];
  } catch (error) {
    starting.reject(error);
    await indexer?.abandon(error);
    throw error;
  }
}

interface Indexer {
  /** Bytes of the pack so far. */
  readonly received: number;
  write(chunk: Buffer): Promise<void>;
  finish(): Promise<void>;
  abandon(reason: unknown): Promise<void>;
}

/** Thin packs name objects that are here already: `--fix-thin` adds them, so that each pack stands by itself. */
function startIndexer(git: GitProgram, target: FetchTarget, run: FetchByWire): Indexer {
  const { object, timeoutMs, signal, maxBytes } = run;
  const args = ['index-pack', '--stdin', '--fix-thin', `--max-input-size=${maxBytes}`];
  const process = git.start(args, { object, repository: target.path, timeoutMs, signal });
  process.stdout.resume();
  let received = 0;
  let early: GitExit | undefined;
  const ended = process.ended.then(
    (exit) => void (early = exit),
    () => undefined,
  );
  const finish = async (): Promise<void> => {
    process.stdin.end();
    const exit = await process.ended;
    if (exit.code !== 0) throw git.failureOf(exit, run);
  };
  return {
    get received() {
      return received;
    },
    async write(chunk) {
      received += chunk.byteLength;
      if (!process.stdin.write(chunk)) await Promise.race([once(process.stdin, 'drain').catch(() => ended), ended]);
      // There is no use in the rest of what a git that has given up would have read.
      if (early !== undefined) await finish();
    },
    finish,
    async abandon(reason) {
      process.kill(reason);
      await process.ended.catch(() => undefined);
    },
  };
}

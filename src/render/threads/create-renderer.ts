import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock, Logger, Metrics } from '../../base/index.ts';
import { SourceError } from '../../source/index.ts';
import { RenderError } from '../error.ts';
import { limitsOf } from '../limits.ts';
import { affinityOf, OpenTrees } from '../tree/index.ts';
import { packResult, RenderCache, unpackResult } from '../result/index.ts';
import {
  answerNeeds,
  type RemoteAnswer,
  type RemoteFetcher,
  type RemoteNeed,
  remoteReadsHold,
} from '../remote/index.ts';
import type { RecordedRead, Renderer, RenderLimits, RenderRequest, RenderResult } from '../renderer.ts';
import type { RenderAnswer } from './answer.ts';
import {
  failed,
  needsTooMuchProblem,
  outOfMemoryProblem,
  type RenderPayload,
  timeOutProblem,
} from './thread-renderer.ts';
import { type JobEnd, WorkerPool } from './pool/index.ts';

/** How a renderer with worker threads is made. */
export interface RendererOptions {
  /** How many threads render at a time. */
  readonly workers: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Fetches what kustomizations name that lies elsewhere; absent: they are refused. */
  readonly remotes?: RemoteFetcher | undefined;
  /** What holds where a request says nothing else; absent: `defaultLimits` of its dialect. */
  readonly limits?: Partial<RenderLimits>;
  /** The heap of one thread, in MB; absent: 512. */
  readonly workerMemoryMb?: number;
  /** About how much of it parsed files may take, in bytes; absent: a quarter. */
  readonly workerCacheBytes?: number;
  /** How much finished results may take together, in bytes; absent: 64 MB; 0 keeps none. */
  readonly cacheBytes?: number;
  /** How long a render that nobody waits for may take to notice before its thread is ended; absent: 500. */
  readonly graceMs?: number;
}

/**
 * A Renderer whose work is done in worker threads, so that a slow, hostile or crashing render costs nobody else anything. A result
 * is given again without a render while all that it read is the same in the requested tree. Raises RenderError, SourceError
 * (the tree cannot be had) and the reason of an aborted signal.
 */
export function createRenderer(options: RendererOptions): Renderer {
  const { clock, logger, metrics, workers, remotes, workerMemoryMb = 512, graceMs = 500 } = options;
  const cache = new RenderCache({ maxBytes: options.cacheBytes ?? 64_000_000 });
  const trees = new OpenTrees({ max: 32 });
  const pool = new WorkerPool<RenderPayload, RenderAnswer>({
    size: workers,
    entry: workerEntry(),
    workerData: { cacheBytes: options.workerCacheBytes ?? workerMemoryMb * 250_000 },
    resourceLimits: { maxOldGenerationSizeMb: workerMemoryMb },
    graceMs,
    clock,
    logger,
    metrics,
  });

  const remotesHold = async (reads: readonly RecordedRead[], signal?: AbortSignal): Promise<boolean> =>
    remotes === undefined || remoteReadsHold(reads, (need) => remotes.current(need, signal));

  const attempt = (
    request: RenderRequest,
    limits: RenderLimits,
    answers: readonly RemoteAnswer[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<JobEnd<RenderAnswer>> =>
    pool.run(
      {
        payload: { request, limits, answers },
        affinity: request.affinity ?? affinityOf(request.tree),
        priority: request.priority ?? 'normal',
        timeoutMs: limits.timeoutMs,
      },
      signal,
    );

  const renderAnew = async (
    request: RenderRequest,
    limits: RenderLimits,
    signal: AbortSignal | undefined,
  ): Promise<JobEnd<RenderAnswer> | undefined> => {
    if (remotes === undefined) return attempt(request, limits, undefined, signal);
    return answerNeeds((answers) => attempt(request, limits, answers, signal), needsOf, remotes, signal);
  };

  const render = async (request: RenderRequest, signal?: AbortSignal): Promise<RenderResult> => {
    signal?.throwIfAborted();
    const limits = limitsOf(request.options, options.limits, request.limits);
    const started = clock.now();
    // A folder of the disk has no digests without reading all of it, which is what a render would do.
    const found = request.tree.kind === 'folder' ? undefined : cache.get(request, limits, trees.open(request.tree));
    const kept = found !== undefined && (await remotesHold(found.reads, signal)) ? found : undefined;
    const cached = kept === undefined ? 'miss' : 'hit';
    metrics.count('slipway_render_cache_total', { kind: request.options.kind, result: cached });
    if (kept !== undefined) return unpackResult(kept.bytes);
    const bytes = bytesOf(await renderAnew(request, limits, signal), limits, workerMemoryMb);
    const result = unpackResult(bytes);
    if (request.tree.kind !== 'folder') cache.set(request, limits, result.reads, bytes);
    const outcome = result.problems.length === 0 ? 'ok' : 'problems';
    metrics.observe('slipway_render_duration_seconds', (clock.now() - started) / 1000, {
      kind: request.options.kind,
      outcome,
    });
    return result;
  };
  return { render, remotesHold, close: () => pool.close() };
}

function needsOf(end: JobEnd<RenderAnswer>): readonly RemoteNeed[] {
  return end.kind === 'done' && end.value.kind === 'needs' ? end.value.needs : [];
}

function bytesOf(end: JobEnd<RenderAnswer> | undefined, limits: RenderLimits, workerMemoryMb: number): Uint8Array {
  if (end === undefined) return packResult(failed(needsTooMuchProblem), []);
  if (end.kind === 'timed-out') return packResult(failed(timeOutProblem(limits)), []);
  if (end.kind === 'out-of-memory') return packResult(failed(outOfMemoryProblem(workerMemoryMb)), []);
  if (end.kind === 'crashed') {
    throw new RenderError('worker-crashed', `the render worker failed and is started anew: ${end.message}`);
  }
  const answer = end.value;
  if (answer.kind === 'result') return answer.bytes;
  if (answer.kind === 'needs') throw new RenderError('worker-crashed', 'the render worker asked for what it was given');
  throw new SourceError(answer.code, answer.message, { object: answer.object });
}

/** The worker's module lies beside this one, as source (`worker.ts`) and in the bundle (`worker.js`). */
function workerEntry(): URL {
  return new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}

import { type Clock, systemClock } from '../../base/index.ts';
import { RenderError } from '../error.ts';
import { limitsOf } from '../limits.ts';
import { answerNeeds, type RemoteAnswer, type RemoteFetcher, remoteReadsHold } from '../remote/index.ts';
import type { RecordedRead, Renderer, RenderLimits, RenderRequest, RenderResult } from '../renderer.ts';
import { packResult, unpackResult } from '../result/index.ts';
import { failed, needsTooMuchProblem, type Rendered, ThreadRenderer } from './thread-renderer.ts';

/**
 * A Renderer that works in the calling thread: for the command line and for tests, over input that its user owns. Time is looked at
 * between files only, memory not at all, and a signal that aborts during a render is noticed after it.
 */
export function createInlineRenderer(
  options: {
    readonly clock?: Clock;
    readonly limits?: Partial<RenderLimits>;
    readonly cacheBytes?: number;
    readonly remotes?: RemoteFetcher;
  } = {},
): Renderer {
  const { clock = systemClock, remotes } = options;
  const renderer = new ThreadRenderer({ cacheBytes: options.cacheBytes ?? 64_000_000 });
  let closed = false;

  const render = async (request: RenderRequest, signal?: AbortSignal): Promise<RenderResult> => {
    signal?.throwIfAborted();
    if (closed) throw new RenderError('closed', 'the renderer was closed: it takes no more work');
    const limits = limitsOf(request.options, options.limits, request.limits);
    const end = clock.now() + limits.timeoutMs;
    const attempt = (answers: readonly RemoteAnswer[] | undefined) =>
      renderer.render({ request, limits, answers }, () => clock.now() > end);
    const needsOf = (output: Rendered) => (output.kind === 'needs' ? output.needs : []);
    const output = remotes === undefined ? attempt(undefined) : await answerNeeds(attempt, needsOf, remotes, signal);
    signal?.throwIfAborted();
    return unpackResult(output?.kind === 'result' ? output.bytes : packResult(failed(needsTooMuchProblem), []));
  };
  const close = async (): Promise<void> => {
    closed = true;
  };
  const remotesHold = async (reads: readonly RecordedRead[], signal?: AbortSignal): Promise<boolean> =>
    remotes === undefined || remoteReadsHold(reads, (need) => remotes.current(need, signal));
  return { render, remotesHold, close };
}

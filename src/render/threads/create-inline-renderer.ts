import { type Clock, systemClock } from '../../base/index.ts';
import { RenderError } from '../error.ts';
import { limitsOf } from '../limits.ts';
import type { Renderer, RenderLimits, RenderRequest, RenderResult } from '../renderer.ts';
import { unpackResult } from '../result/index.ts';
import { ThreadRenderer } from './thread-renderer.ts';

/**
 * A Renderer that works in the calling thread: for the command line and for tests, over input that its user owns. Time is looked at
 * between files only, memory not at all, and a signal that aborts during a render is noticed after it.
 */
export function createInlineRenderer(
  options: { readonly clock?: Clock; readonly limits?: Partial<RenderLimits>; readonly cacheBytes?: number } = {},
): Renderer {
  const { clock = systemClock } = options;
  const renderer = new ThreadRenderer({ cacheBytes: options.cacheBytes ?? 64_000_000 });
  let closed = false;

  const render = async (request: RenderRequest, signal?: AbortSignal): Promise<RenderResult> => {
    signal?.throwIfAborted();
    if (closed) throw new RenderError('closed', 'the renderer was closed: it takes no more work');
    const limits = limitsOf(request.options, options.limits, request.limits);
    const end = clock.now() + limits.timeoutMs;
    const bytes = renderer.render(request, limits, () => clock.now() > end);
    signal?.throwIfAborted();
    return unpackResult(bytes);
  };
  const close = async (): Promise<void> => {
    closed = true;
  };
  return { render, close };
}

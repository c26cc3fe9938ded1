import { SourceError, type SourceErrorCode } from '../../source/index.ts';
import type { RenderLimits, RenderRequest } from '../renderer.ts';
import type { ThreadRenderer } from './thread-renderer.ts';

/** One render as it is sent to a worker thread. */
export interface RenderPayload {
  readonly request: RenderRequest;
  readonly limits: RenderLimits;
}

/** What a worker thread answers: a result's bytes, or why the tree could not be had. */
export type RenderAnswer =
  | { readonly kind: 'result'; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: 'source-error';
      readonly code: SourceErrorCode;
      readonly message: string;
      readonly object?: string;
    };

/** Does one render in this thread; errors that are no SourceError pass through. */
export function answer(renderer: ThreadRenderer, payload: RenderPayload, stopped: () => boolean): RenderAnswer {
  try {
    return { kind: 'result', bytes: renderer.render(payload.request, payload.limits, stopped) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { code, message, object } = error;
    return { kind: 'source-error', code, message, ...(object === undefined ? {} : { object }) };
  }
}

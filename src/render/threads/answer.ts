import { SourceError, type SourceErrorCode } from '../../source/index.ts';
import type { Rendered, RenderPayload, ThreadRenderer } from './thread-renderer.ts';

/** What a worker thread answers: a result's bytes, what it needs, or why the tree could not be had. */
export type RenderAnswer =
  | Rendered
  | {
      readonly kind: 'source-error';
      readonly code: SourceErrorCode;
      readonly message: string;
      readonly object?: string;
    };

/** Does one render in this thread; errors that are no SourceError pass through. */
export function answer(renderer: ThreadRenderer, payload: RenderPayload, stopped: () => boolean): RenderAnswer {
  try {
    return renderer.render(payload, stopped);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { code, message, object } = error;
    return { kind: 'source-error', code, message, ...(object === undefined ? {} : { object }) };
  }
}

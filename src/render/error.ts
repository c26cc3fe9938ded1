import { SlipwayError } from '../base/index.ts';

/** Why a render could not be carried out; what a user wrote is never the reason (see RenderResult.problems). */
export type RenderErrorCode =
  /** The worker thread could not be started or ended unexpectedly. */
  | 'worker-crashed'
  /** A program of upstream's cannot be started. */
  | 'program'
  /** The renderer was closed while the render waited or ran. */
  | 'closed';

/** A render could not be carried out. */
export class RenderError extends SlipwayError<RenderErrorCode> {}

import { SlipwayError } from '../base/index.ts';

/**
 * Why a patch was not applied or could not be made.
 *
 * - `invalid`: the patch, or a set of managed fields, is not of its form.
 * - `missing-path`: it names a place that the document does not have.
 * - `test-failed`: a `test` operation of a JSON Patch did not hold.
 * - `inapplicable`: it is well formed but cannot be applied to this document.
 * - `mismatch`: a value does not fit the schema of its kind.
 * - `unsupported`: the patch asks for what its format does not know (lists of lists).
 * - `conflict`: a three-way patch would undo what somebody else changed.
 * - `precondition`: a three-way patch would change what must not change.
 * - `too-large`: a limit of `PatchLimits` was reached.
 */
export type PatchErrorCode =
  | 'invalid'
  | 'missing-path'
  | 'test-failed'
  | 'inapplicable'
  | 'mismatch'
  | 'unsupported'
  | 'conflict'
  | 'precondition'
  | 'too-large';

/**
 * What every function of this folder throws. The message is the text with which Kubernetes 1.36 answers the same request, so that
 * people find it; `httpStatus` is the status that the API server gives it.
 */
export class PatchError extends SlipwayError<PatchErrorCode> {
  readonly httpStatus: number;

  constructor(
    code: PatchErrorCode,
    httpStatus: number,
    message: string,
    options: { object?: string | undefined; cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.httpStatus = httpStatus;
  }
}

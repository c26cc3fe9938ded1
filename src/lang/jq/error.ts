/**
 * What went wrong. `syntax`: it is no jq. `unsupported`: it is jq that we do not read. `budget`: it takes too long, or is too deep.
 * `evaluation`: it cannot be carried out on this value (`.a` of a list).
 */
export type JqErrorCode = 'syntax' | 'unsupported' | 'budget' | 'evaluation';

/** A failure of a jq expression. The message names the place or the values, without the expression itself. */
export class JqError extends Error {
  override readonly name = 'JqError';
  readonly code: JqErrorCode;

  constructor(code: JqErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

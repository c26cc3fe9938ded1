/**
 * The class of every error that Slipway raises on purpose. `code` comes from a closed set (a union of string literals that each
 * boundary declares), `object` names what it is about, and the message tells a user what to do.
 *
 *     export class SourceError extends SlipwayError<'not-found' | 'denied'> {}
 */
export class SlipwayError<Code extends string = string> extends Error {
  readonly code: Code;
  /** The object, file or address concerned, as a person would name it. */
  readonly object: string | undefined;

  constructor(code: Code, message: string, options: { object?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.object = options.object;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether `thrown` says that an AbortSignal ended the work. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'TimeoutError');
}

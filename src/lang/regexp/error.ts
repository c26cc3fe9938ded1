/** Raised for what is no regular expression; the text is Go's (regexp/syntax, Error). */
export class RegexpError extends Error {
  override readonly name = 'RegexpError';
  readonly code = 'invalid-pattern';
  /** A byte string. */
  readonly pattern: string;

  constructor(pattern: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.pattern = pattern;
  }
}

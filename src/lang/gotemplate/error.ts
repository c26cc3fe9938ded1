/** Where in a template something stands. */
export interface TemplatePlace {
  /** The name under which the text was parsed: its file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In bytes from 0, as Go counts; absent in errors of the parser. */
  readonly column?: number;
}

/**
 * What Go's text/template returns as an error: `parse` for a text that is no template, `exec` for one that cannot be executed. `message` is Go's text to the byte,
 * and like all text of templates a byte string: `textOfBytes(error.message)` is for people.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  readonly code: 'parse' | 'exec';
  /** The template that was executed; of a parse error the one that was parsed. */
  readonly template: string;
  /** Absent where there is no such template. */
  readonly place: TemplatePlace | undefined;
  /** The expression at fault as Go prints it. */
  readonly expression: string | undefined;
  /** The message without template, place and expression. */
  readonly reason: string;

  constructor(
    code: TemplateError['code'],
    message: string,
    parts: {
      readonly template: string;
      readonly reason: string;
      readonly place?: TemplatePlace;
      readonly expression?: string;
      readonly cause?: unknown;
    },
  ) {
    super(message, parts.cause === undefined ? {} : { cause: parts.cause });
    this.code = code;
    this.template = parts.template;
    this.place = parts.place;
    this.expression = parts.expression;
    this.reason = parts.reason;
  }
}

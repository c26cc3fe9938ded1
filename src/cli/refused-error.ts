import { SlipwayError } from '../base/index.ts';

/** The command is written well, but what it names does not permit it now: the message says why. Its usage is of no help. */
export class RefusedError extends SlipwayError<'refused'> {
  constructor(message: string) {
    super('refused', message);
  }
}

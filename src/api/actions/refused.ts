import { SlipwayError } from '../../base/index.ts';

/** An action that makes no sense now, and why. */
export class ActionRefused extends SlipwayError<'refused' | 'conflict'> {
  constructor(code: 'refused' | 'conflict', message: string, object: string) {
    super(code, message, { object });
  }
}

import { messageOf } from '../../../base/index.ts';
import { bytesOfText, textOfBytes } from '../../gotemplate/index.ts';
import { compileRegexp, type Regexp, RegexpError } from '../../regexp/index.ts';
import { failure } from '../error.ts';

/** A regular expression of RE2. @throws CelError for what is none */
export function regexp(pattern: string): Regexp {
  try {
    return compileRegexp(bytesOfText(pattern));
  } catch (error) {
    if (error instanceof RegexpError) throw failure(textOfBytes(messageOf(error)));
    throw error;
  }
}

/** Whether a part of the text matches. */
export function matches(text: string, pattern: string): boolean {
  return regexp(pattern).matches(bytesOfText(text));
}

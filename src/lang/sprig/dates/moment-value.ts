import { bytesOfText, GoFailure, GoObject, type GoType } from '../../gotemplate/index.ts';
import { formatMoment, type Moment } from '../../go-time/index.ts';
import type { Param } from '../declare/index.ts';
import type { JsonText } from '../json/index.ts';

/** What is inside of a time that templates hold. */
export class MomentInside implements JsonText {
  readonly moment: Moment;

  constructor(moment: Moment) {
    this.moment = moment;
  }

  jsonText(): string {
    return formatMoment(this.moment, '2006-01-02T15:04:05.999999999Z07:00');
  }
}

/** time.Time. */
export const momentType: GoType = { kind: 'struct', name: 'time.Time' };

/** The moment inside of a value; undefined where there is none. */
export function momentIn(value: unknown): Moment | undefined {
  return value instanceof GoObject && value.native instanceof MomentInside ? value.native.moment : undefined;
}

/** `time.Time` as a parameter. */
export const moment: Param<Moment> = {
  type: momentType,
  read(value) {
    const found = momentIn(value);
    if (found === undefined) throw new GoFailure('wrong type for value; expected time.Time');
    return found;
  },
};

/** Time.String, without the reading of the monotonic clock that Go's `now` shows behind it: docs/differences.md. */
export function textOfMoment(moment: Moment): string {
  return bytesOfText(formatMoment(moment, '2006-01-02 15:04:05.999999999 -0700 MST'));
}

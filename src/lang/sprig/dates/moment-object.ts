import { GoObject } from '../../gotemplate/index.ts';
import type { Moment } from '../../go-time/index.ts';
import { momentMethods } from './moment-methods.ts';
import { MomentInside, momentType, textOfMoment } from './moment-value.ts';

/** A time.Time with the methods that templates may call on it. */
export function momentObject(moment: Moment): GoObject {
  return new GoObject(momentType, {
    methods: momentMethods(moment, momentObject),
    text: () => textOfMoment(moment),
    native: new MomentInside(moment),
  });
}

import { type Civil, civilOf, secondsOf } from './civil.ts';
import { utc, type Zone, type ZoneMoment } from './zone.ts';

/** A time.Time: nanoseconds since 1970, seen in a zone. */
export interface Moment {
  readonly nanos: bigint;
  readonly zone: Zone;
}

/** The first moment of the year 1, which Go takes for no time at all. */
export const zeroMoment: Moment = { nanos: -62_135_596_800_000_000_000n, zone: utc };

/** The same moment as another zone sees it. */
export function inZone(moment: Moment, zone: Zone): Moment {
  return { nanos: moment.nanos, zone };
}

/** The offset and abbreviation at a moment. */
export function zoneMomentOf(moment: Moment): ZoneMoment {
  return moment.zone.at(secondsOf(moment.nanos));
}

/** What calendars and clocks show. */
export function civilOfMoment(moment: Moment): Civil {
  return civilOf(moment.nanos, zoneMomentOf(moment).offset);
}

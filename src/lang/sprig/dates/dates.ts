import { GoFailure, GoInteger, type GoFunction, type GoValue } from '../../gotemplate/index.ts';
import {
  formatMoment,
  formatNanos,
  inZone,
  loadZone,
  type Moment,
  parseMoment,
  parseNanos,
  roundNanos,
  secondsOf,
  utc,
  type Zone,
  zeroMoment,
} from '../../go-time/index.ts';
import type { SprigOptions } from '../context.ts';
import { parseDigits } from '../convert/index.ts';
import { any, declare, string } from '../declare/index.ts';
import { momentObject } from './moment-object.ts';
import { momentIn, moment as momentParam } from './moment-value.ts';
import { roundedDuration } from './rounded-duration.ts';

const nanosPerSecond = 1_000_000_000n;

/** Dates and durations (sprig 3.3.0, date.go). */
export function dateFunctions(options: SprigOptions): Readonly<Record<string, GoFunction>> {
  const local = loadZone(options.timeZone) ?? utc;
  const present = (): Moment => ({ nanos: options.now(), zone: local });
  return {
    now: declare([], () => momentObject(present())),
    ...formatting(local, present),
    ...parsing(local),
    ...durations(present),
  };
}

/** A moment of what a template hands over: a time, or seconds since 1970; the present for anything else. */
function momentOf(value: GoValue, local: Zone, present: () => Moment): Moment {
  const seconds = wholeNumber(value);
  if (seconds !== undefined) return { nanos: seconds * nanosPerSecond, zone: local };
  return momentIn(value) ?? present();
}

function wholeNumber(value: GoValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  const isCounted = value instanceof GoInteger && (value.type.name === 'int64' || value.type.name === 'int32');
  return isCounted ? value.value : undefined;
}

function formatting(local: Zone, present: () => Moment): Readonly<Record<string, GoFunction>> {
  const write = (layout: string, value: GoValue, zone: string): string => {
    const place = zone === 'Local' ? local : (loadZone(zone) ?? utc);
    return formatMoment(inZone(momentOf(value, local, present), place), layout);
  };
  const dateInZone = declare([string, any, string], write);
  return {
    date: declare([string, any], (layout, value) => write(layout, value, 'Local')),
    dateInZone,
    date_in_zone: dateInZone,
    htmlDate: declare([any], (value) => write('2006-01-02', value, 'Local')),
    htmlDateInZone: declare([any, string], (value, zone) => write('2006-01-02', value, zone)),
    unixEpoch: declare([momentParam], ({ nanos }) => String(secondsOf(nanos))),
  };
}

function parsing(local: Zone): Readonly<Record<string, GoFunction>> {
  const read = (layout: string, text: string): Moment | string => {
    const parsed = parseMoment(layout, text, local);
    return 'error' in parsed ? parsed.error : parsed.moment;
  };
  const move = (added: string, { nanos, zone }: Moment): Moment | string => {
    const parsed = parseNanos(added);
    return 'error' in parsed ? parsed.error : { nanos: nanos + parsed.nanos, zone };
  };
  const orFail = (result: Moment | string): GoValue => {
    if (typeof result === 'string') throw new GoFailure(result);
    return momentObject(result);
  };
  const dateModify = declare([string, momentParam], (added, moment) => {
    const moved = move(added, moment);
    return momentObject(typeof moved === 'string' ? moment : moved);
  });
  const mustDateModify = declare([string, momentParam], (added, moment) => orFail(move(added, moment)));
  return {
    toDate: declare([string, string], (layout, text) => {
      const found = read(layout, text);
      return momentObject(typeof found === 'string' ? zeroMoment : found);
    }),
    mustToDate: declare([string, string], (layout, text) => orFail(read(layout, text))),
    dateModify,
    date_modify: dateModify,
    mustDateModify,
    must_date_modify: mustDateModify,
  };
}

function durations(present: () => Moment): Readonly<Record<string, GoFunction>> {
  const since = (nanos: bigint): bigint => present().nanos - nanos;
  return {
    ago: declare([any], (value) => {
      const seconds =
        typeof value === 'bigint' || (value instanceof GoInteger && value.type.name === 'int64')
          ? wholeNumber(value)
          : undefined;
      const nanos = seconds === undefined ? (momentIn(value)?.nanos ?? present().nanos) : seconds * nanosPerSecond;
      return formatNanos(roundNanos(since(nanos), nanosPerSecond));
    }),
    duration: declare([any], (value) => formatNanos(BigInt.asIntN(64, secondsIn(value) * nanosPerSecond))),
    durationRound: declare([any], (value) => {
      if (typeof value === 'string') {
        const parsed = parseNanos(value);
        return roundedDuration('error' in parsed ? 0n : parsed.nanos);
      }
      const moment = momentIn(value);
      if (moment !== undefined) return roundedDuration(since(moment.nanos));
      return roundedDuration(value instanceof GoInteger && value.type.name === 'int64' ? value.value : 0n);
    }),
  };
}

/** Seconds in a text or an int64; none in anything else. */
function secondsIn(value: GoValue): bigint {
  if (typeof value === 'string') return parseDigits(value, 10) ?? 0n;
  return value instanceof GoInteger && value.type.name === 'int64' ? value.value : 0n;
}

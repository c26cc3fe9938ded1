import { type GoFunction, type GoObject, int64 } from '../../gotemplate/index.ts';
import {
  civilOfMoment,
  dayNames,
  formatMoment,
  inZone,
  localMoment,
  type Moment,
  monthNames,
  nanosOfCivil,
  utc,
  zeroMoment,
} from '../../go-time/index.ts';
import { declare, int, string } from '../declare/index.ts';
import { duration, durationObject, namedInteger } from './duration-object.ts';
import { moment as momentParam, textOfMoment } from './moment-value.ts';

const nanosPerSecond = 1_000_000_000n;

/** The methods of time.Time (Go 1.25) that give one result. */
export function momentMethods(moment: Moment, toObject: ToObject): ReadonlyMap<string, GoFunction> {
  return new Map(
    Object.entries({
      ...clockMethods(moment),
      ...unixMethods(moment),
      ...orderMethods(moment),
      ...changeMethods(moment, toObject),
    }),
  );
}

/** Makes a template's object of a moment. */
type ToObject = (moment: Moment) => GoObject;

type Methods = Readonly<Record<string, GoFunction>>;

function clockMethods(moment: Moment): Methods {
  const civil = civilOfMoment(moment);
  const number = (value: number): GoFunction => declare([], () => BigInt(value));
  return {
    Year: number(civil.year),
    Month: declare([], () => namedInteger('time.Month', BigInt(civil.month), monthNames[civil.month - 1] ?? '')),
    Day: number(civil.day),
    Hour: number(civil.hour),
    Minute: number(civil.minute),
    Second: number(civil.second),
    Nanosecond: number(civil.nanosecond),
    Weekday: declare([], () => namedInteger('time.Weekday', BigInt(civil.weekday), dayNames[civil.weekday] ?? '')),
    YearDay: number(civil.yearDay),
    Format: declare([string], (layout) => formatMoment(moment, layout)),
    String: declare([], () => textOfMoment(moment)),
  };
}

function unixMethods({ nanos }: Moment): Methods {
  const whole = (unit: bigint): GoFunction =>
    declare([], () => int64(nanos < 0n && nanos % unit !== 0n ? nanos / unit - 1n : nanos / unit));
  return {
    Unix: whole(nanosPerSecond),
    UnixMilli: whole(1_000_000n),
    UnixMicro: whole(1000n),
    UnixNano: whole(1n),
    IsZero: declare([], () => nanos === zeroMoment.nanos),
  };
}

function orderMethods({ nanos }: Moment): Methods {
  const compared = <T extends boolean | bigint>(result: (order: number) => T): GoFunction =>
    declare([momentParam], (other) => result(nanos < other.nanos ? -1 : Number(nanos > other.nanos)));
  return {
    After: compared((order) => order > 0),
    Before: compared((order) => order < 0),
    Equal: compared((order) => order === 0),
    Compare: compared((order) => BigInt(order)),
    Sub: declare([momentParam], (other) => durationObject(nanos - other.nanos)),
  };
}

function changeMethods(moment: Moment, toObject: ToObject): Methods {
  const { nanos, zone } = moment;
  const at = (changed: bigint): Moment => ({ nanos: changed, zone });
  /** Both count from the year 1. */
  const sinceStart = nanos - zeroMoment.nanos;
  return {
    Add: declare([duration], (added) => toObject(at(nanos + added))),
    AddDate: declare([int, int, int], (years, months, days) => {
      const civil = civilOfMoment(moment);
      const moved = { ...civil, year: civil.year + years, month: civil.month + months, day: civil.day + days };
      return toObject(localMoment(nanosOfCivil(moved), zone));
    }),
    UTC: declare([], () => toObject(inZone(moment, utc))),
    Truncate: declare([duration], (unit) => toObject(at(unit <= 0n ? nanos : nanos - (sinceStart % unit)))),
    Round: declare([duration], (unit) => {
      if (unit <= 0n) return toObject(moment);
      const over = sinceStart % unit;
      return toObject(at(over * 2n < unit ? nanos - over : nanos - over + unit));
    }),
  };
}

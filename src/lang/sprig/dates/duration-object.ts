import {
  GoFailure,
  type GoFunction,
  GoInteger,
  type GoKind,
  GoObject,
  type GoType,
  int64,
} from '../../gotemplate/index.ts';
import { formatNanos, roundNanos } from '../../go-time/index.ts';
import { declare, type Param } from '../declare/index.ts';

const durationType: GoType = { kind: 'int64', name: 'time.Duration' };

/** A time.Duration. */
export function durationObject(nanos: bigint): GoObject {
  const number = (unit: bigint): GoFunction => declare([], () => Number(nanos) / Number(unit));
  const whole = (unit: bigint): GoFunction => declare([], () => int64(nanos / unit));
  const methods: Readonly<Record<string, GoFunction>> = {
    Hours: number(3_600_000_000_000n),
    Minutes: number(60_000_000_000n),
    Seconds: number(1_000_000_000n),
    Milliseconds: whole(1_000_000n),
    Microseconds: whole(1000n),
    Nanoseconds: whole(1n),
    String: declare([], () => formatNanos(nanos)),
    Abs: declare([], () => durationObject(nanos < 0n ? -nanos : nanos)),
    Round: declare([duration], (unit) => durationObject(roundNanos(nanos, unit))),
    Truncate: declare([duration], (unit) => durationObject(unit <= 0n ? nanos : nanos - (nanos % unit))),
  };
  return new GoObject(durationType, {
    methods: new Map(Object.entries(methods)),
    text: () => formatNanos(nanos),
    native: nanos,
  });
}

/** `time.Duration` as a parameter. */
export const duration: Param<bigint> = {
  type: durationType,
  read(value) {
    if (typeof value === 'bigint') return value;
    if (value instanceof GoInteger) return value.value;
    if (value instanceof GoObject && typeof value.native === 'bigint') return value.native;
    throw new GoFailure('wrong type for value; expected time.Duration');
  },
};

/** A whole number that prints as a name: time.Month, time.Weekday. */
export function namedInteger(type: 'time.Month' | 'time.Weekday', value: bigint, name: string): GoObject {
  const kind: GoKind = 'int';
  return new GoObject(
    { kind, name: type },
    {
      methods: new Map([['String', declare([], () => name)]]),
      text: () => name,
      native: value,
    },
  );
}

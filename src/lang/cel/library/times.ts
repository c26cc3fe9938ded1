import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, memberOverload } from '../functions.ts';
import { types } from '../types.ts';

const { int, string, timestamp, duration } = types;

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekDay: number;
  readonly yearDay: number;
  readonly milliseconds: number;
}

function getter(name: string, part: (parts: DateParts) => number): FunctionDeclaration {
  const of = (nanos: bigint, zone: string): bigint => BigInt(part(partsOf(nanos, zone)));
  const timestampOverloads = [
    memberOverload(`timestamp_${name}`, [timestamp], int, ({ nanos }) => of(nanos, 'UTC')),
    memberOverload(`timestamp_${name}_with_tz`, [timestamp, string], int, ({ nanos }, zone) => of(nanos, zone)),
  ];
  const unit = durationUnits[name];
  if (unit === undefined) return declare(name, ...timestampOverloads);
  const ofDuration = memberOverload(`duration_${name}`, [duration], int, ({ nanos }) => {
    return name === 'getMilliseconds' ? (nanos % 1_000_000_000n) / unit : nanos / unit;
  });
  return declare(name, ...timestampOverloads, ofDuration);
}

const durationUnits: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

/** The parts of timestamps and durations. */
export const timeGetters: readonly FunctionDeclaration[] = [
  getter('getFullYear', ({ year }) => year),
  getter('getMonth', ({ month }) => month),
  getter('getDayOfYear', ({ yearDay }) => yearDay),
  getter('getDayOfMonth', ({ day }) => day - 1),
  getter('getDate', ({ day }) => day),
  getter('getDayOfWeek', ({ weekDay }) => weekDay),
  getter('getHours', ({ hour }) => hour),
  getter('getMinutes', ({ minute }) => minute),
  getter('getSeconds', ({ second }) => second),
  getter('getMilliseconds', ({ milliseconds }) => milliseconds),
];

function partsOf(nanos: bigint, zone: string): DateParts {
  const milliseconds = Number(nanos >= 0n ? nanos / 1_000_000n : (nanos - 999_999n) / 1_000_000n);
  const date = new Date(milliseconds + offsetOf(milliseconds, zone));
  const start = new Date(date.getTime());
  start.setUTCMonth(0, 1);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekDay: date.getUTCDay(),
    yearDay: Math.round((date.getTime() - start.getTime()) / 86_400_000),
    milliseconds: date.getUTCMilliseconds(),
  };
}

/** How far a zone is ahead of UTC at a moment, in milliseconds: an offset such as `-07:00`, or a name. */
function offsetOf(moment: number, zone: string): number {
  if (zone === 'UTC' || zone === '') return 0;
  const fixed = /^([+-]?)(\d{1,2}):(\d\d)$/.exec(zone);
  if (fixed !== null) {
    const [, sign, hours, minutes] = fixed;
    return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', era: 'short', ...fields });
  } catch {
    throw failure(`unknown time zone ${zone}`);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second, era } = parts;
  const local = new Date(0);
  local.setUTCFullYear(era === 'BC' ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  local.setUTCHours(Number(hour), Number(minute), Number(second));
  return local.getTime() - Math.floor(moment / 1000) * 1000;
}

const fields = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/** A moment as calendars and clocks show it. Years are astronomical: the year before 1 is 0. */
export interface Civil {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** From Sunday, 0. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
}

const nanosPerSecond = 1_000_000_000n;
const secondsPerDay = 86_400;

/** Whole seconds of a number of nanoseconds, rounded down. */
export function secondsOf(nanos: bigint): number {
  const whole = nanos / nanosPerSecond;
  return Number(nanos < 0n && whole * nanosPerSecond !== nanos ? whole - 1n : whole);
}

/** What clocks show `offset` seconds east of Greenwich. */
export function civilOf(nanos: bigint, offset: number): Civil {
  const seconds = secondsOf(nanos);
  const local = seconds + offset;
  const days = Math.floor(local / secondsPerDay);
  const ofDay = local - days * secondsPerDay;
  const date = dateOfDays(days);
  return {
    ...date,
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    nanosecond: Number(nanos - BigInt(seconds) * nanosPerSecond),
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysOfDate(date.year, 1, 1) + 1,
  };
}

/** The nanoseconds since 1970 of a moment in Greenwich; fields beyond their bounds carry over, as in time.Date. */
export function nanosOfCivil(civil: Omit<Civil, 'weekday' | 'yearDay'>): bigint {
  const months = civil.month - 1;
  const year = civil.year + Math.floor(months / 12);
  const days = daysOfDate(year, months - Math.floor(months / 12) * 12 + 1, 1) + civil.day - 1;
  const seconds = days * secondsPerDay + civil.hour * 3600 + civil.minute * 60 + civil.second;
  return BigInt(seconds) * nanosPerSecond + BigInt(civil.nanosecond);
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  return daysOfDate(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - daysOfDate(year, month, 1);
}

/** Days since 1970-01-01 of a date of the Gregorian calendar, carried on before its beginning. */
function daysOfDate(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function dateOfDays(days: number): Pick<Civil, 'year' | 'month' | 'day'> {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

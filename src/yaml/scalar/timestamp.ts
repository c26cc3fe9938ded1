const FORMS = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

/**
 * A plain scalar that go-yaml reads as a timestamp, in the form that Go's `json.Marshal` gives it (RFC 3339, fraction without trailing
 * zeros, offset kept): `2001-1-1` → `2001-01-01T00:00:00Z`. Undefined where it is none.
 *
 * go-yaml v2.4 and v3.0 `parseTimestamp`: a date, a date and time without zone after a blank, or with zone after `T` or `t`. Go's
 * `time.Parse` takes one digit for month, day, hour, minute and second, and refuses days that the month does not have.
 */
export function timestampText(text: string): string | undefined {
  const match = FORMS.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', separator, hour = '0', minute = '0', second = '0', fraction, zone] = match;
  if (separator === ' ' ? zone !== undefined : separator !== undefined && zone === undefined) return undefined;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return undefined;
  if (Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = offsetText(zone);
  if (offset === undefined) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:${second.padStart(2, '0')}`;
  return `${date}T${time}${fractionText(fraction)}${offset}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Nanoseconds are what Go keeps; further digits are dropped, not rounded. */
function fractionText(fraction: string | undefined): string {
  const digits = (fraction ?? '').slice(1, 10).replace(/0+$/, '');
  return digits === '' ? '' : `.${digits}`;
}

function offsetText(zone: string | undefined): string | undefined {
  if (zone === undefined || zone === 'Z' || zone === '+00:00' || zone === '-00:00') return 'Z';
  return Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4)) <= 60 ? zone : undefined;
}

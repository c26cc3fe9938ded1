const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An RFC 3339 time by its parts, in the zone in which it is written. */
interface WrittenTime {
  readonly date: string;
  readonly clock: string;
  readonly fraction: string;
  readonly zone: string;
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function partsOf(time: string): WrittenTime | undefined {
  const [, date, clock, fraction = '', zone] = rfc3339.exec(time) ?? [];
  return date === undefined || clock === undefined || zone === undefined ? undefined : { date, clock, fraction, zone };
}

/** Go's ANSIC layout: `Mon Jan _2 15:04:05 2006`. Of no time what Go prints of the zero time. */
export function ansicTime(time: string): string {
  const parts = partsOf(time) ?? { date: '0001-01-01', clock: '00:00:00' };
  const day = new Date(`${parts.date}T00:00:00Z`);
  return `${days[day.getUTCDay()]} ${months[day.getUTCMonth()]} ${String(day.getUTCDate()).padStart(2)} ${parts.clock} ${parts.date.slice(0, 4)}`;
}

/** Go's `Time.String()`: `2006-01-02 15:04:05.999999999 -0700 MST`. */
export function goTimeText(time: string): string {
  const parts = partsOf(time);
  if (parts === undefined) return '-';
  const offset = parts.zone === 'Z' ? '+0000' : parts.zone.replace(':', '');
  return `${parts.date} ${parts.clock}${parts.fraction} ${offset} ${parts.zone === 'Z' ? 'UTC' : offset}`;
}

/** RFC 3339 in whole seconds; of no time that of Go's zero time. */
export function wholeSeconds(time: string): string {
  const parts = partsOf(time);
  return parts === undefined ? '0001-01-01T00:00:00Z' : `${parts.date}T${parts.clock}${parts.zone}`;
}

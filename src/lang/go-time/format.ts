import { type Civil, civilOf } from './civil.ts';
import { dayNames, layoutPieces, monthNames } from './layout.ts';
import { type Moment, zoneMomentOf } from './moment.ts';
import type { ZoneMoment } from './zone.ts';

/** A moment by a layout of Go (Go 1.25, Time.Format). */
export function formatMoment(moment: Moment, layout: string): string {
  const zone = zoneMomentOf(moment);
  const civil = civilOf(moment.nanos, zone.offset);
  return layoutPieces(layout)
    .map(({ isText, text }) => (isText ? text : formatPart(text, civil, zone)))
    .join('');
}

function formatPart(part: string, civil: Civil, zone: ZoneMoment): string {
  const plain = plainParts[part];
  if (plain !== undefined) return plain(civil);
  if (part === 'MST') return zone.abbreviation === '' ? formatOffset('-0700', zone.offset) : zone.abbreviation;
  return part.startsWith('.') || part.startsWith(',')
    ? fraction(part, civil.nanosecond)
    : formatOffset(part, zone.offset);
}

const two = (value: number): string => String(value).padStart(2, '0');
const twelve = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);
const dayName = ({ weekday }: Civil): string => dayNames[weekday] ?? '';
const monthName = ({ month }: Civil): string => monthNames[month - 1] ?? '';

const plainParts: Readonly<Record<string, (civil: Civil) => string>> = {
  '2006': ({ year }) => (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0'),
  '06': ({ year }) => two(((year % 100) + 100) % 100),
  January: monthName,
  Jan: (civil) => monthName(civil).slice(0, 3),
  '01': ({ month }) => two(month),
  '1': ({ month }) => String(month),
  Monday: dayName,
  Mon: (civil) => dayName(civil).slice(0, 3),
  '02': ({ day }) => two(day),
  '2': ({ day }) => String(day),
  _2: ({ day }) => String(day).padStart(2),
  '002': ({ yearDay }) => String(yearDay).padStart(3, '0'),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  '15': ({ hour }) => two(hour),
  '03': ({ hour }) => two(twelve(hour)),
  '3': ({ hour }) => String(twelve(hour)),
  '04': ({ minute }) => two(minute),
  '4': ({ minute }) => String(minute),
  '05': ({ second }) => two(second),
  '5': ({ second }) => String(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

/** Zeros keep their places, nines drop the zeros at the end, and all of it where there is none. */
function fraction(part: string, nanosecond: number): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .padEnd(part.length - 1, '0')
    .slice(0, part.length - 1);
  if (part[1] === '0') return part.slice(0, 1) + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : part.slice(0, 1) + kept;
}

/** `-07:00` and its like; with `Z` Greenwich is the letter. */
function formatOffset(part: string, offset: number): string {
  if (part.startsWith('Z') && offset === 0) return 'Z';
  const size = Math.abs(offset);
  const fields = [two(Math.floor(size / 3600)), two(Math.floor(size / 60) % 60), two(size % 60)];
  const count = (part.replaceAll(':', '').length - 1) / 2;
  return (offset < 0 ? '-' : '+') + fields.slice(0, count).join(part.includes(':') ? ':' : '');
}

import { dayNames, monthNames } from './layout.ts';
import type { ParseState, PartResult } from './parse-state.ts';
import { readOffset, readZoneName } from './parse-zone.ts';

type Reader = (text: string, state: ParseState, context: PartContext) => PartResult;

/** What stands around a part. */
export interface PartContext {
  /** Whether the next part of the layout is a fraction of a second. */
  readonly beforeFraction: boolean;
}

/** Reads one part of a layout from the start of `text` into `state` (Go 1.25, time/format.go, parse). */
export function readPart(part: string, text: string, state: ParseState, context: PartContext): PartResult {
  const reader = readers[part];
  if (reader !== undefined) return reader(text, state, context);
  if (part === 'MST') return readZoneName(text, state);
  if (part.startsWith('.') || part.startsWith(',')) return readFraction(part, text, state);
  return readOffset(part, text, state);
}

/** A number of one or two digits, of two alone where the layout has them. */
function number(isFixed: boolean, keep: (state: ParseState, value: number) => string | undefined, digits = 2): Reader {
  const form = isFixed ? new RegExp(`^[0-9]{${digits}}`) : new RegExp(`^[0-9]{1,${digits}}`);
  return (text, state) => {
    const found = form.exec(text)?.[0];
    if (found === undefined) return 'mismatch';
    const outOfRange = keep(state, Number(found));
    return outOfRange === undefined ? { taken: found.length } : { outOfRange, taken: found.length };
  };
}

/** The same behind blanks that fill its place. */
function padded(blanks: number, reader: Reader): Reader {
  return (text, state, context) => {
    let skipped = 0;
    while (skipped < blanks && text[skipped] === ' ') skipped += 1;
    const result = reader(text.slice(skipped), state, context);
    return result === 'mismatch' ? result : { ...result, taken: result.taken + skipped };
  };
}

/** One of some names, in any case. */
function name(names: readonly string[], keep: (state: ParseState, index: number) => void): Reader {
  return (text, state) => {
    const lower = text.toLowerCase();
    const index = names.findIndex((candidate) => lower.startsWith(candidate.toLowerCase()));
    if (index === -1) return 'mismatch';
    keep(state, index);
    return { taken: names[index]?.length ?? 0 };
  };
}

const setMonth = (state: ParseState, month: number): string | undefined => {
  state.month = month;
  return month < 1 || month > 12 ? 'month' : undefined;
};
const setDay = (state: ParseState, day: number): undefined => void (state.day = day);
const setYearDay = (state: ParseState, day: number): undefined => void (state.yearDay = day);
const setHour =
  (limit: number) =>
  (state: ParseState, hour: number): string | undefined => {
    state.hour = hour;
    return hour > limit ? 'hour' : undefined;
  };
const setMinute = (state: ParseState, minute: number): string | undefined => {
  state.minute = minute;
  return minute > 59 ? 'minute' : undefined;
};

function half(am: string, pm: string): Reader {
  return (text, state) => {
    const found = text.slice(0, 2);
    if (found !== am && found !== pm) return 'mismatch';
    state.half = found === pm ? 'pm' : 'am';
    return { taken: 2 };
  };
}

const short = (names: readonly string[]): readonly string[] => names.map((long) => long.slice(0, 3));
const ignore = (): void => undefined;

const readers: Readonly<Record<string, Reader>> = {
  '2006': (text, state) => {
    const found = /^[0-9]{4}/.exec(text)?.[0];
    if (found === undefined) return 'mismatch';
    state.year = Number(found);
    return { taken: 4 };
  },
  '06': number(true, (state, year) => void (state.year = year >= 69 ? 1900 + year : 2000 + year)),
  January: name(monthNames, (state, index) => void (state.month = index + 1)),
  Jan: name(short(monthNames), (state, index) => void (state.month = index + 1)),
  '01': number(true, setMonth),
  '1': number(false, setMonth),
  Monday: name(dayNames, ignore),
  Mon: name(short(dayNames), ignore),
  '02': number(true, setDay),
  '2': number(false, setDay),
  _2: padded(1, number(false, setDay)),
  '002': number(true, setYearDay, 3),
  __2: padded(2, number(false, setYearDay, 3)),
  '15': number(false, setHour(23)),
  '03': number(true, setHour(12)),
  '3': number(false, setHour(12)),
  '04': number(true, setMinute),
  '4': number(false, setMinute),
  '05': seconds(true),
  '5': seconds(false),
  PM: half('AM', 'PM'),
  pm: half('am', 'pm'),
};

/** Seconds, with a fraction that the layout does not name. */
function seconds(isFixed: boolean): Reader {
  const whole = number(isFixed, (state, second) => {
    state.second = second;
    return second > 59 ? 'second' : undefined;
  });
  return (text, state, context) => {
    const result = whole(text, state, context);
    if (result === 'mismatch' || 'outOfRange' in result || context.beforeFraction) return result;
    const fraction = /^[.,][0-9]+/.exec(text.slice(result.taken))?.[0] ?? '';
    if (fraction !== '') state.nanosecond = nanosOf(fraction);
    return { taken: result.taken + fraction.length };
  };
}

function readFraction(part: string, text: string, state: ParseState): PartResult {
  const isExact = part[1] === '0';
  const found = (isExact ? new RegExp(`^[.,][0-9]{${part.length - 1}}`) : /^[.,][0-9]+/).exec(text)?.[0];
  if (found === undefined) return isExact ? 'mismatch' : { taken: 0 };
  state.nanosecond = nanosOf(found);
  return { taken: found.length };
}

function nanosOf(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, '0'));
}

import { civilOf, daysInMonth, nanosOfCivil, secondsOf } from './civil.ts';
import { type LayoutPiece, layoutPieces } from './layout.ts';
import { type Moment } from './moment.ts';
import { readPart } from './parse-part.ts';
import { emptyState, type ParseState } from './parse-state.ts';
import { quote } from './quote.ts';
import { fixedZone, type Zone } from './zone.ts';

/** A moment, or what Go says is wrong with the text. */
export type ParsedMoment = { readonly moment: Moment } | { readonly error: string };

/** Reads a moment by a layout; a text without a zone means `local` (Go 1.25, time.ParseInLocation). Texts are byte strings. */
export function parseMoment(layout: string, text: string, local: Zone): ParsedMoment {
  const failure = (piece: string, rest: string, message = ''): ParsedMoment => ({
    error:
      message === ''
        ? `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(piece)}`
        : `parsing time ${quote(text)}${message}`,
  });
  const state = emptyState();
  let rest = text;
  const pieces = layoutPieces(layout);
  for (const [index, piece] of pieces.entries()) {
    if (piece.isText) {
      const after = skipText(rest, piece.text);
      if (typeof after !== 'string') return failure(piece.text, after.stopped);
      rest = after;
      continue;
    }
    const result = readPart(piece.text, rest, state, { beforeFraction: isFraction(pieces[index + 1]) });
    if (result === 'mismatch') return failure(piece.text, rest);
    rest = rest.slice(result.taken);
    if ('outOfRange' in result) return failure(piece.text, rest, `: ${result.outOfRange} out of range`);
  }
  if (rest !== '') return failure('', rest, `: extra text: ${quote(rest)}`);
  const wrong = settleDate(state);
  return wrong === undefined ? { moment: momentOf(state, local) } : failure('', rest, `: ${wrong}`);
}

function isFraction(piece: LayoutPiece | undefined): boolean {
  return piece !== undefined && !piece.isText && /^[.,]/.test(piece.text);
}

/** What follows a layout's own text; a blank in it stands for any number of them. */
function skipText(text: string, expected: string): string | { readonly stopped: string } {
  let rest = text;
  let wanted = expected;
  while (wanted !== '') {
    if (wanted.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return { stopped: rest };
      wanted = wanted.replace(/^ +/, '');
      rest = rest.replace(/^ +/, '');
    } else if (rest[0] === wanted[0]) {
      wanted = wanted.slice(1);
      rest = rest.slice(1);
    } else {
      return { stopped: rest };
    }
  }
  return rest;
}

/** Fills in month, day and hour; what is wrong with them otherwise. */
function settleDate(state: ParseState): string | undefined {
  if (state.half === 'pm' && state.hour < 12) state.hour += 12;
  if (state.half === 'am' && state.hour === 12) state.hour = 0;
  if (state.yearDay !== undefined) return settleYearDay(state, state.yearDay);
  state.month ??= 1;
  state.day ??= 1;
  return state.day < 1 || state.day > daysInMonth(state.year, state.month) ? 'day out of range' : undefined;
}

function settleYearDay(state: ParseState, yearDay: number): string | undefined {
  const days = daysInMonth(state.year, 2) === 29 ? 366 : 365;
  if (yearDay < 1 || yearDay > days) return 'day-of-year out of range';
  const start = { year: state.year, month: 1, day: yearDay, hour: 0, minute: 0, second: 0, nanosecond: 0 };
  const { month, day } = civilOf(nanosOfCivil(start), 0);
  if (state.month !== undefined && state.month !== month) return 'day-of-year does not match month';
  if (state.day !== undefined && state.day !== day) return 'day-of-year does not match day';
  state.month = month;
  state.day = day;
  return undefined;
}

function momentOf(state: ParseState, local: Zone): Moment {
  const nanos = nanosOfCivil({ ...state, month: state.month ?? 1, day: state.day ?? 1 });
  if (state.zone !== undefined) return { nanos, zone: state.zone };
  if (state.offset !== undefined) {
    const shifted = nanos - nanosOfSeconds(state.offset);
    const { offset, abbreviation } = local.at(secondsOf(shifted));
    const isLocal = offset === state.offset && (state.zoneName === '' || state.zoneName === abbreviation);
    return { nanos: shifted, zone: isLocal ? local : fixedZone(state.zoneName, state.offset) };
  }
  if (state.zoneName !== '') return momentOfAbbreviation(state.zoneName, nanos, local);
  return localMoment(nanos, local);
}

/** A zone that only its letters name: local where they are the local ones then, else Greenwich under that name, but for `GMT+3`. */
function momentOfAbbreviation(name: string, nanos: bigint, local: Zone): Moment {
  const moment = localMoment(nanos, local);
  if (local.at(secondsOf(moment.nanos)).abbreviation === name) return moment;
  const offset = name.startsWith('GMT') && name.length > 3 ? Number(name.slice(3)) * 3600 : 0;
  return { nanos, zone: fixedZone(name, offset) };
}

/** What clocks of a zone show as a moment (time.Date); of a time that they skip or repeat, the one that the offset a little earlier gives. */
export function localMoment(nanos: bigint, zone: Zone): Moment {
  const seconds = secondsOf(nanos);
  const offset = zone.at(seconds - zone.at(seconds).offset).offset;
  return { nanos: nanos - nanosOfSeconds(offset), zone };
}

function nanosOfSeconds(seconds: number): bigint {
  return BigInt(seconds) * 1_000_000_000n;
}

import type { Zone } from './zone.ts';

/** What has been read of a moment so far; what is undefined the text has not said. */
export interface ParseState {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'am' | 'pm' | undefined;
  /** Set where the text says Greenwich. */
  zone: Zone | undefined;
  offset: number | undefined;
  zoneName: string;
}

/** A state in which nothing has been read. */
export function emptyState(): ParseState {
  return {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    half: undefined,
    zone: undefined,
    offset: undefined,
    zoneName: '',
  };
}

/** What reading one part of a layout gave: how much of the text it took, or why it did not. */
export type PartResult =
  | { readonly taken: number }
  | { readonly outOfRange: string; readonly taken: number }
  | 'mismatch';

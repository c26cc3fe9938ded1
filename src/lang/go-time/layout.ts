/**
 * The parts of a layout (Go 1.25, time/format.go): every piece of the reference time Mon Jan 2 15:04:05 MST 2006 stands for its kind, all else for
 * itself.
 */
const parts =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|__2|_2(?!006)|2|3|4|5|PM|pm|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07|[.,](?:0+|9+)(?![0-9])/g;

/** A piece of a layout: a part of a moment, or text. */
export interface LayoutPiece {
  readonly isText: boolean;
  readonly text: string;
}

/** The pieces of a layout, in order. */
export function layoutPieces(layout: string): readonly LayoutPiece[] {
  const pieces: LayoutPiece[] = [];
  let end = 0;
  for (const match of layout.matchAll(parts)) {
    if (match.index > end) pieces.push({ isText: true, text: layout.slice(end, match.index) });
    pieces.push({ isText: false, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < layout.length) pieces.push({ isText: true, text: layout.slice(end) });
  return pieces;
}

/** The months' names in order. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The days' names from Sunday. */
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

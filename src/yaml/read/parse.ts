import { type Event, parseEvents } from 'js-yaml';

import { DocumentRefused } from '../fault.ts';
import { hasSeparators, repairText, syntaxFault, withoutSeparators } from '../text/index.ts';

/** What YAML allows nowhere: control characters but tab, line breaks and NEL, and two that are no characters. */
const CONTROL_CHARACTER = /[^\P{Cc}\t\n\r\u0085]|[\uFFFE\uFFFF]/u;

/** A stretch of a stream with js-yaml's events for it, whose offsets count from the stretch's start. */
export interface ParsedStretch {
  /** The text that scalars are decoded from: as it stands, but for NEL, which counts as LF. */
  readonly text: string;
  readonly events: Event[];
  /** Whether the events are of a text that was changed in place (`repair.ts`, `separators.ts`). */
  readonly repaired: boolean;
}

/** Parses `whole` from `start` to `end`, repairing what Go would read. Throws DocumentRefused where neither is YAML. */
export function parseStretch(whole: string, start: number, end: number, maxDepth: number): ParsedStretch {
  const raw = whole.slice(start, end);
  const text = raw.includes('\u0085') ? raw.replaceAll('\u0085', '\n') : raw;
  const control = CONTROL_CHARACTER.exec(text);
  if (control !== null) {
    const message = 'control characters are not allowed; remove it or write it as an escape in double quotes';
    throw new DocumentRefused({ code: 'yaml-syntax', message, offset: start + control.index });
  }
  // js-yaml counts a scalar as a level, and a key that it tries as another.
  const options = { maxDepth: maxDepth + 2 };
  const separated = hasSeparators(text);
  const parsed = separated ? withoutSeparators(text) : text;
  try {
    return { text, events: parseEvents(parsed, options), repaired: separated };
  } catch (thrown) {
    const fault = syntaxFault(thrown, text, start, maxDepth);
    const repaired = fault.code === 'yaml-syntax' ? repairText(parsed) : undefined;
    if (repaired === undefined) throw new DocumentRefused(fault);
    try {
      return { text, events: parseEvents(repaired, options), repaired: true };
    } catch (again) {
      const later = syntaxFault(again, text, start, maxDepth);
      // Close by, the second is what the first made of a quote that was never closed.
      const between = whole.slice(fault.offset, later.offset);
      throw new DocumentRefused(between.split('\n', 3).length > 2 ? later : fault);
    }
  }
}

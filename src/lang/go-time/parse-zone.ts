import type { ParseState, PartResult } from './parse-state.ts';
import { utc } from './zone.ts';

/** Reads `-07:00` and its like; where the layout has a `Z`, the letter is Greenwich. */
export function readOffset(part: string, text: string, state: ParseState): PartResult {
  if (part.startsWith('Z') && text.startsWith('Z')) {
    state.zone = utc;
    return { taken: 1 };
  }
  const form = `^([+-])${part.slice(1).replaceAll(/[0-9]{2}/g, '([0-9]{2})')}`;
  const [whole, sign, hours, minutes = '0', seconds = '0'] = new RegExp(form).exec(text) ?? [];
  if (whole === undefined) return 'mismatch';
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  state.offset = sign === '-' ? -offset : offset;
  const outOfRange =
    Number(seconds) > 60 ? 'second' : Number(minutes) > 60 ? 'minute' : Number(hours) > 24 ? 'hour' : '';
  if (outOfRange !== '') return { outOfRange: `time zone offset ${outOfRange}`, taken: whole.length };
  return { taken: whole.length };
}

/** Reads an abbreviation: three or four capitals as zones have them, `GMT+3`, `+03` (Go 1.25, parseTimeZone). */
export function readZoneName(text: string, state: ParseState): PartResult {
  if (text.startsWith('UTC')) {
    state.zone = utc;
    return { taken: 3 };
  }
  const found = zoneNameAt(text);
  if (found === undefined) return 'mismatch';
  state.zoneName = found;
  return { taken: found.length };
}

function zoneNameAt(text: string): string | undefined {
  const special = /^(?:ChST|MeST)/.exec(text)?.[0];
  if (special !== undefined) return special;
  if (text.startsWith('GMT')) return `GMT${signedHours(text.slice(3))}`;
  if (/^[+-]/.test(text)) return signedHours(text) || undefined;
  const capitals = /^[A-Z]{0,6}/.exec(text)?.[0] ?? '';
  if (capitals.length === 5) return capitals.endsWith('T') ? capitals : undefined;
  if (capitals.length === 4) return capitals.endsWith('T') || capitals.startsWith('WITA') ? capitals : undefined;
  return capitals.length === 3 ? capitals : undefined;
}

/** `+3` or `-11`, hours from -23 to 23; empty where there is none. */
function signedHours(text: string): string {
  const found = /^[+-][0-9]+/.exec(text)?.[0] ?? '';
  return Math.abs(Number(found)) > 23 ? '' : found;
}

import { countRunes } from '../value/index.ts';
import type { Flags } from './flags.ts';

/** The text filled up to the width, counted in runes. */
export function pad(text: string, flags: Flags): string {
  if (flags.width === undefined || flags.width === 0) return text;
  const missing = flags.width - countRunes(text);
  if (missing <= 0) return text;
  return flags.minus ? text + padding(missing, flags) : padding(missing, flags) + text;
}

/** So many blanks, or zeros where the flags ask for them. */
export function padding(count: number, flags: Flags): string {
  return (flags.zero && !flags.minus ? '0' : ' ').repeat(Math.max(count, 0));
}

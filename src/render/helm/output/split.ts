import type { HelmProfile } from '../profile.ts';
import { isBlank, trimLeft, trimSpace } from './trim-space.ts';

/**
 * The documents of a rendered file, a byte string (pkg/release/v1/util SplitManifests): helm 4.1 takes blanks around them away, 4.2 leaves those
 * behind them.
 */
export function splitManifests(text: string, profile: HelmProfile): string[] {
  if (profile === '4.1') return splitTrimmed(trimSpace(text));
  return splitLines(trimLeft(text))
    .map(trimLeft)
    .filter((document) => trimSpace(document) !== '');
}

/** At `---` where a line starts; blanks behind it belong to it. */
function splitLines(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf('---'); at >= 0; at = text.indexOf('---', at)) {
    if (at > 0 && text.charCodeAt(at - 1) !== 10) {
      at += 1;
      continue;
    }
    parts.push(text.slice(start, at));
    at += 3;
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    start = at;
  }
  parts.push(text.slice(start));
  return parts;
}

/** As `(?:^|\s*\n)---\s*` splits: the blanks on both sides are gone, and a `---` right behind another one is none. */
function splitTrimmed(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf('---'); at >= 0; at = text.indexOf('---', at)) {
    const isFirst = at === 0;
    if (!isFirst && (at <= start || text.charCodeAt(at - 1) !== 10)) {
      at += 1;
      continue;
    }
    let end = at;
    while (end > start && isAsciiBlank(text.charCodeAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    at += 3;
    while (isAsciiBlank(text.charCodeAt(at))) at += 1;
    start = at;
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part !== '').map(trimSpace);
}

/** RE2's `\s`, which has no vertical tab. */
function isAsciiBlank(code: number): boolean {
  return isBlank(code) && code !== 11;
}

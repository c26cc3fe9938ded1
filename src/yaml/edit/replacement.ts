import { EVENT_ID, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

import { numberText } from '../scalar/index.ts';
import type { YamlScalar } from '../value.ts';
import { doubleQuotedText, foldedText, literalText, styleOf } from '../write/index.ts';
import { YamlEditError } from './error.ts';
import type { ScalarPlace } from './locate.ts';

/** What to put where, in offsets of the whole text; `end` is exclusive. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text that writes `value` in the place of a scalar, in the style that it has where the value allows that. Throws YamlEditError. */
export function replacementFor(place: ScalarPlace, value: YamlScalar): Replacement {
  const { event, base } = place;
  if (event.type === EVENT_ID.ALIAS) {
    return {
      start: base + event.anchorStart - 1,
      end: base + event.anchorEnd,
      text: inlineText(value, SCALAR_STYLE.PLAIN, place),
    };
  }
  if (event.valueStart === -1) return fillEmpty(place, event, value);
  if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) {
    return replaceBlock(place, event, value);
  }
  const quote = event.style === SCALAR_STYLE.PLAIN ? 0 : 1;
  // A tag says what type the old text has; the new one says it by itself.
  const start = event.tagStart === -1 || event.anchorStart !== -1 ? event.valueStart - quote : event.tagStart;
  return { start: base + start, end: base + event.valueEnd + quote, text: inlineText(value, event.style, place) };
}

/** `key:` with nothing behind it gets the value behind its colon; a tag or anchor there stays before it. */
function fillEmpty({ text, base, keyEnd, inFlow }: ScalarPlace, event: ScalarEvent, value: YamlScalar): Replacement {
  const properties = Math.max(event.tagEnd, event.anchorEnd);
  let at = properties;
  if (properties === -1) {
    if (keyEnd === -1) throw new YamlEditError('unwritable', 'an empty list entry cannot be filled in place');
    const colon = /^["']?[ \t]*:/.exec(text.slice(keyEnd, keyEnd + 200));
    if (colon === null) throw new YamlEditError('unwritable', 'a key without a colon cannot be given a value in place');
    at = keyEnd + colon[0].length;
  }
  return { start: base + at, end: base + at, text: ` ${inlineText(value, SCALAR_STYLE.PLAIN, { inFlow })}` };
}

/** A block stays one where the new value has lines; the comment behind its header stays in any case, and blank lines behind it. */
function replaceBlock(place: ScalarPlace, event: ScalarEvent, value: YamlScalar): Replacement {
  const { text, base } = place;
  const header = headerOf(text, event.valueStart);
  const content = text.slice(event.valueStart, event.valueEnd);
  const blankLines = /\n((?:[ \t]*\r?\n)*)$/.exec(`\n${content}`)?.[1] ?? '';
  const breakText = content.includes('\r\n') ? '\r\n' : '\n';
  const behind = text.slice(header.end, event.valueStart);
  if (typeof value === 'string' && styleOf(value) === 'literal') {
    const indent = Math.max(event.indent, place.indent);
    const [first = '', ...lines] = literalText(value, indent).split('\n');
    const body = lines.join(breakText);
    const isKept = first.endsWith('+');
    const hint = first.includes('2') ? String(indent - place.indent + 1) : '';
    const ending = body.endsWith('\n') ? '' : breakText;
    const mark = `|${hint}${/[-+]$/.exec(first)?.[0] ?? ''}`;
    const end = base + event.valueEnd;
    return { start: base + header.start, end, text: `${mark}${behind}${body}${ending}${isKept ? '' : blankLines}` };
  }
  const line = inlineText(value, SCALAR_STYLE.PLAIN, place);
  return { start: base + header.start, end: base + event.valueEnd, text: `${line}${behind}${blankLines}` };
}

/** Where the `|` or `>` with its signs stands, in the line before the content. */
function headerOf(text: string, contentStart: number): { start: number; end: number } {
  const lineStart = text.lastIndexOf('\n', contentStart - 2) + 1;
  const match = /[|>][-+0-9]*(?=\s*(?:#.*)?\s*$)/.exec(text.slice(lineStart, contentStart));
  if (match === null) throw new YamlEditError('unwritable', 'the header of the block is not found');
  return { start: lineStart + match.index, end: lineStart + match.index + match[0].length };
}

/** One line for the value: plain or quoted, in the quotes that stood there where they can hold it. */
function inlineText(value: YamlScalar, style: number, { inFlow }: { readonly inFlow: boolean }): string {
  if (typeof value !== 'string')
    return value === null ? 'null' : typeof value === 'boolean' ? String(value) : numberText(value);
  if (style === SCALAR_STYLE.DOUBLE_QUOTED) return doubleQuotedText(value, 0, 0, false);
  const best = styleOf(value);
  if (best === 'double' || best === 'literal' || /[\u2028\u2029]/.test(value)) {
    return style === SCALAR_STYLE.SINGLE_QUOTED && isOneLine(value)
      ? singleQuoted(value)
      : doubleQuotedText(value, 0, 0, false);
  }
  const isBare = best === 'plain' && style !== SCALAR_STYLE.SINGLE_QUOTED && !(inFlow && /[,?:[\]{}]/.test(value));
  return isBare ? value : singleQuoted(value);
}

function singleQuoted(value: string): string {
  return foldedText(value, 0, 0, false, true);
}

/** Whether single quotes can hold it: printable, on one line. */
function isOneLine(value: string): boolean {
  return !/[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u.test(value);
}

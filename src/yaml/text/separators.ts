import { CHOMPING_MODE, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/*
 * YAML 1.1, and so Go, breaks lines at NEL (U+0085, which then counts as LF), LINE SEPARATOR and PARAGRAPH SEPARATOR (which stay in the
 * value); YAML 1.2 and js-yaml know LF and CR only. go-yaml writes the two separators unescaped, so reading must understand them.
 */

/** Whether a line or paragraph separator stands in the text. */
export function hasSeparators(text: string): boolean {
  return text.includes('\u2028') || text.includes('\u2029');
}

/** The text with separators as LF, of the same length, for a parser that does not know them. */
export function withoutSeparators(text: string): string {
  return text.replace(/[\u2028\u2029]/g, '\n');
}

/** The value of a scalar whose raw text holds separators: they stay, the blanks around them are indentation. */
export function separatedText(raw: string, event: ScalarEvent): string {
  if (event.style === SCALAR_STYLE.LITERAL_BLOCK) return literalText(raw, event);
  const text = raw.replace(/[ \t]*([\u2028\u2029])[ \t]*/g, '$1');
  return getScalarValue(text, { ...event, valueStart: 0, valueEnd: text.length, fast: false });
}

function literalText(raw: string, event: ScalarEvent): string {
  const pad = new RegExp(`(?<![^\\n\\u2028\\u2029]) {0,${Math.max(event.indent, 0)}}`, 'g');
  const text = raw.replace(/\r\n?/g, '\n').replace(pad, '');
  if (event.chomping === CHOMPING_MODE.KEEP) return text;
  const content = text.replace(/[\n\u2028\u2029]+$/, '');
  if (event.chomping === CHOMPING_MODE.STRIP || content === '') return content;
  return content + text.charAt(content.length);
}

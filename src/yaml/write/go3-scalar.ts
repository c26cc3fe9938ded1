import { BASE_60, isOldBoolean, resolvePlain } from '../scalar/index.ts';
import { doubleQuotedText, foldedText, literalText } from './scalar-text.ts';

/**
 * A string as go-yaml v3.0.4 writes it at `indent` (`stringv`, `yaml_emitter_analyze_scalar`, `yaml_emitter_select_scalar_style`): never folded,
 * a tab is no reason against `|` but one against plain text and single quotes. As a key (`isKey`) it stands on one line. Well-formed text only.
 */
export function go3ScalarText(text: string, indent: number, isKey: boolean): string {
  const scalar = analyze(text);
  if (text.includes('\n')) {
    return scalar.block && !isKey ? literalText(text, indent) : doubleQuotedText(text, 0, indent, false);
  }
  if (!isPlainText(text) || !scalar.single || (isKey && scalar.multiline)) {
    return doubleQuotedText(text, 0, indent, false);
  }
  return foldedText(text, 0, indent, false, !scalar.plain);
}

function isPlainText(text: string): boolean {
  return resolvePlain(text, 'go3').tag === 'str' && !BASE_60.test(text) && !isOldBoolean(text);
}

const SPECIAL = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const BREAK = /[\n\u2028\u2029]/;
const FIRST = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))/;
const LATER = /.(?::(?:[ \t]|$)|(?<=[ \t\n\u2028\u2029])#)/s;

function analyze(text: string): { plain: boolean; single: boolean; block: boolean; multiline: boolean } {
  if (text === '') return { plain: true, single: true, block: false, multiline: false };
  const hasTab = text.includes('\t');
  const isSpecial = SPECIAL.test(hasTab ? text.replaceAll('\t', '') : text);
  const multiline = BREAK.test(text);
  const spaceBreak = / [\n\u2028\u2029]/.test(text);
  const breakSpace = /[\n\u2028\u2029] /.test(text);
  const edged = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/.test(text);
  const single = !breakSpace && !spaceBreak && !hasTab && !isSpecial;
  return {
    plain: single && !edged && !multiline && !FIRST.test(text) && !LATER.test(text),
    single,
    block: !text.endsWith(' ') && !spaceBreak && !isSpecial,
    multiline,
  };
}

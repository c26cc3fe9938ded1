import { isPlainText } from '../scalar/index.ts';

/** How a string is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const SAFE = 0;
const INDICATOR = 1;
const SPACE = 2;
const BREAK = 3;
const SPECIAL = 4;

/** What the characters of ASCII mean to the choice of style. */
const KINDS = new Uint8Array(128).fill(SPECIAL, 0, 32);
KINDS[10] = BREAK;
KINDS[32] = SPACE;
KINDS[127] = SPECIAL;
for (const indicator of '#:') KINDS[indicator.charCodeAt(0)] = INDICATOR;

/** Characters that make a scalar more than plain where they stand first. */
const FIRST = new Set('#,[]{}&*!|>\'"%@`');
const FIRST_BEFORE_BLANK = new Set('?:-');

/**
 * The style that go-yaml v2.4.3 gives a string (`stringv`, `yaml_emitter_analyze_scalar`, `yaml_emitter_select_scalar_style`): plain where that
 * is read back as the same string, double quotes where it would be read as another type or has characters to escape, `|` where it has
 * line breaks and no line ends in a blank, single quotes where an indicator is in the way.
 */
export function styleOf(text: string): ScalarStyle {
  if (text === '') return 'double';
  const { plain, single, block, multiline } = analyze(text);
  if (text.includes('\n')) return block ? 'literal' : 'double';
  if (plain && !multiline) return isPlainText(text) ? 'plain' : 'double';
  if (!single) return 'double';
  return isPlainText(text) ? 'single' : 'double';
}

/** Whether a key is written in the line form `key: value`: one line, at most 128 bytes; else as `? key`. */
export function isSimpleKey(text: string): boolean {
  if (text.length > 128) return false;
  if (text.length > 42 && Buffer.byteLength(text) > 128) return false;
  return !/[\n\r\u0085\u2028\u2029]/.test(text);
}

interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
  readonly multiline: boolean;
}

function analyze(text: string): Analysis {
  const last = text.length - 1;
  let indicators = startsWithIndicator(text);
  let special = false;
  let breaks = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previous = SAFE;
  for (let at = 0; at <= last; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KINDS[code] : kindBeyondAscii(code);
    if (kind === SAFE) {
      previous = SAFE;
    } else if (kind === INDICATOR) {
      if (at > 0 && !indicators) indicators = code === 35 ? isBlankOrBreak(text, at - 1) : isBlankOrEnd(text, at + 1);
      previous = SAFE;
    } else if (kind === SPACE) {
      if (previous === BREAK) breakSpace = true;
      previous = SPACE;
    } else if (kind === BREAK) {
      if (previous === SPACE) spaceBreak = true;
      breaks = true;
      previous = BREAK;
    } else {
      special = true;
      // CR and NEL are breaks that must be escaped; nothing of the rest can change the outcome.
      return { plain: false, single: false, block: false, multiline: breaks };
    }
  }
  const firstKind = edgeKind(text.charCodeAt(0));
  const lastKind = edgeKind(text.charCodeAt(last));
  const edged = firstKind === SPACE || firstKind === BREAK || lastKind === SPACE || lastKind === BREAK;
  return {
    plain: !indicators && !edged && !breaks && !breakSpace && !spaceBreak && !special,
    single: !breakSpace && !spaceBreak && !special,
    block: lastKind !== SPACE && !spaceBreak && !special,
    multiline: breaks,
  };
}

function edgeKind(code: number): number {
  return code < 128 ? (KINDS[code] ?? SAFE) : kindBeyondAscii(code);
}

/** Line and paragraph separators are breaks; what a surrogate pair makes is never printable to go-yaml v2, C1 controls and U+FEFF neither. */
function kindBeyondAscii(code: number): number {
  if (code === 0x2028 || code === 0x2029) return BREAK;
  if (code < 0xa0 || (code >= 0xd800 && code <= 0xdfff) || code === 0xfeff || code >= 0xfffe) return SPECIAL;
  return SAFE;
}

function startsWithIndicator(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  const first = text.charAt(0);
  return FIRST.has(first) || (FIRST_BEFORE_BLANK.has(first) && isBlankOrEnd(text, 1));
}

function isBlankOrEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || code === 32 || code === 9;
}

function isBlankOrBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9 || code === 10 || code === 0x2028 || code === 0x2029;
}

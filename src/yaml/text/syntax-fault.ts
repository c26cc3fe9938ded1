import { YAMLException } from 'js-yaml';

import { type Fault, tooDeep } from '../fault.ts';

/** js-yaml's words, and ours: what is wrong and what to do, for people who do not know YAML's grammar. First match counts. */
const WORDING: readonly (readonly [RegExp, string])[] = [
  [/^tab characters must not/, 'a tab is used for indentation; use blanks'],
  [/^bad indentation of a mapping entry/, 'this line is not indented like the entries of the map that it belongs to'],
  [/^bad indentation of a sequence entry/, 'this line is not indented like the entries of the list that it belongs to'],
  [
    /^deficient indentation/,
    'a quote or bracket above is not closed, or this line is not indented deeper than the one that opened it',
  ],
  [
    /multiline key may not be an implicit key/,
    'a ":" is missing behind the key of the line above, or this line is indented wrong',
  ],
  [/^expected ':' after a mapping key/, 'a ":" is missing behind this key'],
  [/whitespace character is expected after the key-value/, 'a blank is missing behind the ":"'],
  [/within a double quoted scalar/, 'the closing " is missing'],
  [/within a single quoted scalar/, "the closing ' is missing (inside of single quotes, write ' twice)"],
  [/^unexpected end of the stream within a flow/, 'the closing bracket is missing'],
  [/^missed comma between flow/, 'a comma or the closing bracket is missing before this'],
  [/^expected the node content, but found ','/, 'a value is missing before this comma'],
  [
    /^unknown escape sequence/,
    'a \\ in double quotes starts an escape, and this is none; write \\\\ or use single quotes',
  ],
  [/^expected hexadecimal character/, 'the escape in double quotes needs hexadecimal digits here'],
  [/^undeclared tag handle/, 'this tag has a prefix that no %TAG line declares'],
  [
    /^end of the stream or a document separator/,
    'this does not belong to the value above; check the indentation and the quotes',
  ],
  [/^directives end mark is expected/, 'a line of --- must follow the % lines'],
  [/^a line break is expected/, 'nothing may follow | or > on its line but +, -, a digit and a comment'],
  [
    /^expected valid JSON character|non-printable|null byte/,
    'control characters are not allowed; remove it or write it as an escape in double quotes',
  ],
  [/^duplication of an? (anchor|tag) property/, 'a value can have one tag and one anchor only'],
  [/^alias node should not have/, 'an alias can have no tag and no anchor of its own'],
  [
    /^(?:bad explicit indentation width|repeat of)/,
    'behind | and > stand at most one of + and - and one digit from 1 to 9',
  ],
];

/** What js-yaml threw, as a fault at an offset of the whole text. */
export function syntaxFault(thrown: unknown, text: string, base: number, maxDepth: number): Fault {
  if (
    thrown instanceof RangeError ||
    (thrown instanceof YAMLException && thrown.reason.startsWith('nesting exceeded'))
  ) {
    const offset = base + (thrown instanceof YAMLException ? (thrown.mark?.position ?? 0) : 0);
    return tooDeep(maxDepth, offset);
  }
  if (!(thrown instanceof YAMLException)) throw thrown;
  const at = Math.min(thrown.mark?.position ?? 0, text.length);
  return { code: 'yaml-syntax', message: messageFor(thrown.reason, text, at), offset: base + at };
}

function messageFor(reason: string, text: string, at: number): string {
  const here = text.charAt(at);
  if (/^(?:bad indentation of|end of the stream|multiline key)/.test(reason) && here === ':') {
    return 'mapping values are not allowed here: a value with ": " in it needs quotes, a map its own line';
  }
  if (reason === 'deficient indentation' && text.slice(at).trim() === '') return 'a quote or bracket is not closed';
  if (here === '@' || here === '`' || (here === '%' && text.charAt(at - 1) === ' '))
    return `a value cannot start with ${here}; quote it`;
  if (/\{\{/.test(lineAround(text, at))) return `${wordingOf(reason)} (a template that was not rendered?)`;
  return wordingOf(reason);
}

function wordingOf(reason: string): string {
  return WORDING.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
}

function lineAround(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(Math.max(start, at - 200), end === -1 ? at + 200 : Math.min(end, at + 200));
}

import type { Literal } from './ast.ts';
import { SyntaxIssue } from './issue.ts';
import { bytesLiteral, stringLiteral } from './literals.ts';

/** A piece of the text. */
export interface Token {
  readonly kind: 'ident' | 'quoted-ident' | 'literal' | 'operator' | 'end';
  readonly text: string;
  readonly at: number;
  readonly value?: Literal;
}

const space = /(?:[\t\n\f\r ]+|\/\/[^\n]*)+/y;
const ident = /[A-Za-z_]\w*/y;
const quotedIdent = /`([\w.\-/ ]+)`/y;
const float = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const hex = /0x([0-9a-fA-F]+)([uU]?)/y;
const decimal = /(\d+)([uU]?)/y;
const operator = /&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}]/y;
const quote = /([bBrR]{0,2})("""|'''|"|')/y;

const maxInt = 2n ** 63n;
const maxUint = 2n ** 64n - 1n;

/** Cuts a text into tokens; the last one is of kind `end`. Raises SyntaxIssue. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found !== undefined) at += found[0].length;
    return found;
  };
  const add = (kind: Token['kind'], start: number, value?: Literal): void => {
    const token = { kind, text: text.slice(start, at), at: start };
    tokens.push(value === undefined ? token : { ...token, value });
  };
  for (;;) {
    take(space);
    const start = at;
    if (at >= text.length) break;
    const opening = take(quote);
    if (opening !== undefined && isPrefix(opening[1] ?? '')) {
      const prefix = (opening[1] ?? '').toLowerCase();
      const end = opening[2] ?? '"';
      const raw = prefix.includes('r');
      const content = closing(text, at, end, raw);
      if (content === undefined) throw unreadable(text, start);
      at += content.length + end.length;
      const place = { at: start, raw };
      const value = prefix.includes('b') ? bytesLiteral(content, place) : stringLiteral(content, place);
      add('literal', start, value);
      continue;
    }
    at = start;
    const name = take(ident);
    if (name !== undefined) {
      addName(name[0], start);
      continue;
    }
    const escaped = take(quotedIdent);
    if (escaped !== undefined) {
      tokens.push({ kind: 'quoted-ident', text: escaped[1] ?? '', at: start });
      continue;
    }
    if (take(float) !== undefined) add('literal', start, Number(text.slice(start, at)));
    else if (!takeInteger(start)) {
      if (take(operator) === undefined) throw unreadable(text, start);
      add('operator', start);
    }
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: text.length });
  return tokens;

  function addName(name: string, start: number): void {
    if (name === 'true' || name === 'false') add('literal', start, name === 'true');
    else if (name === 'null') tokens.push({ kind: 'literal', text: name, at: start, value: null });
    else add(name === 'in' ? 'operator' : 'ident', start);
  }

  function takeInteger(start: number): boolean {
    const found = take(hex) ?? take(decimal);
    if (found === undefined) return false;
    const value = BigInt(found[0].startsWith('0x') ? `0x${found[1]}` : (found[1] ?? '0'));
    if ((found[2] ?? '') !== '') {
      if (value > maxUint) throw new SyntaxIssue(start, 'invalid uint literal');
      add('literal', start, { uint: value });
      return true;
    }
    // The smallest integer is this number with a sign before it.
    const isNegated = tokens.at(-1)?.text === '-' && value === maxInt;
    if (value >= maxInt && !isNegated) throw new SyntaxIssue(start, 'invalid int literal');
    add('literal', start, value);
    return true;
  }
}

function isPrefix(prefix: string): boolean {
  return ['', 'b', 'r', 'br', 'rb'].includes(prefix.toLowerCase());
}

/** What stands before the closing quote. */
function closing(text: string, from: number, end: string, raw: boolean): string | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith(end, at)) return text.slice(from, at);
    if (text[at] === '\\' && !raw) at += 1;
    else if (end.length === 1 && (text[at] === '\n' || text[at] === '\r')) return undefined;
  }
  return undefined;
}

function unreadable(text: string, at: number): SyntaxIssue {
  const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return new SyntaxIssue(at, `Syntax error: token recognition error at: '${found}'`);
}

import { EnvsubstError, type Part } from './template.ts';

/** How deep references may stand in the arguments of others. */
const maxDepth = 50;

/**
 * Reads `${…}` references as fluxcd/pkg envsubst does: `$$` stands for `$`, a `$` before anything but `{` for itself. Its grammar is that of
 * drone/envsubst: an argument is one text or one reference, except behind `:-` and its like, where it may be several.
 *
 * Throws EnvsubstError `syntax` and `limit`.
 */
export function parseTemplate(text: string): readonly Part[] {
  return new Parser(text).template();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  template(): Part[] {
    const parts: Part[] = [];
    let literal = '';
    while (this.#at < this.#text.length) {
      if (this.#isNext('${')) {
        if (literal !== '') parts.push({ kind: 'text', text: literal });
        literal = '';
        this.#at += 2;
        parts.push(this.#reference(1));
        continue;
      }
      if (this.#isNext('$$')) this.#at += 1;
      literal += this.#text[this.#at] ?? '';
      this.#at += 1;
    }
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    return parts;
  }

  /** What follows `${`. */
  #reference(depth: number): Part {
    if (depth > maxDepth) {
      throw new EnvsubstError('limit', `variables stand more than ${maxDepth} deep in the defaults of others`);
    }
    if (this.#isNext('#')) {
      this.#at += 1;
      return this.#closed({ kind: 'reference', name: this.#name('bad substitution'), operator: '#', args: [] });
    }
    const name = this.#name('unable to parse variable name');
    const next = this.#text[this.#at] ?? '';
    switch (next) {
      case ':':
        return /^[=?+-]/.test(this.#text.slice(this.#at + 1, this.#at + 2))
          ? this.#fallback(name, this.#take(/:./y), depth)
          : this.#substring(name, depth);
      case '=':
        return this.#fallback(name, this.#take(/=/y), depth);
      case ',':
      case '^':
        return this.#closed({ kind: 'reference', name, operator: this.#take(/[,^]{1,2}/y), args: [] });
      case '/':
        return this.#replacement(name, depth);
      case '#':
      case '%':
        return this.#removal(name, next === '#' ? /#{1,2}/y : /%{1,2}/y, depth);
      case '}':
        return this.#closed({ kind: 'reference', name, operator: '', args: [] });
      default:
        throw new EnvsubstError('syntax', 'missing closing brace');
    }
  }

  #fallback(name: string, operator: string, depth: number): Part {
    const args: Part[] = [];
    while (!this.#isNext('}')) args.push(this.#argument(/[^}]/y, depth));
    return this.#closed({ kind: 'reference', name, operator, args });
  }

  #substring(name: string, depth: number): Part {
    this.#at += 1;
    const args = [this.#argument(/[^:}]/y, depth)];
    if (this.#take(/:*/y) !== '') args.push(this.#argument(/[^}]/y, depth));
    return this.#closed({ kind: 'reference', name, operator: ':', args });
  }

  #removal(name: string, operator: RegExp, depth: number): Part {
    const sign = this.#take(operator);
    return this.#closed({ kind: 'reference', name, operator: sign, args: [this.#argument(/[^}]/y, depth)] });
  }

  #replacement(name: string, depth: number): Part {
    const operator = this.#take(/\/[/#%]?/y);
    const args = [this.#argument(/[^/]/y, depth, true)];
    if (this.#take(/\/+/y) === '') throw badSubstitution();
    if (!this.#isNext('}')) args.push(this.#argument(/[^}]/y, depth, true));
    return this.#closed({ kind: 'reference', name, operator, args });
  }

  /** A reference, or the text up to one or to what `accepted` does not take; with `escapes`, `$$`, `\/` and `\\` stand for their second. */
  #argument(accepted: RegExp, depth: number, escapes = false): Part {
    if (this.#isNext('${')) {
      this.#at += 2;
      return this.#reference(depth + 1);
    }
    let text = '';
    while (this.#at < this.#text.length && !this.#isNext('${')) {
      if (escapes && (this.#isNext('$$') || this.#isNext('\\/') || this.#isNext('\\\\'))) {
        text += this.#text[this.#at + 1] ?? '';
        this.#at += 2;
        continue;
      }
      const character = this.#take(accepted);
      if (character === '') break;
      text += character;
    }
    if (text === '') throw new EnvsubstError('syntax', 'unable to parse substitution within function');
    return { kind: 'text', text };
  }

  #name(fault: string): string {
    const name = this.#take(/[\p{L}\p{Nd}_]+/uy);
    if (name === '') throw new EnvsubstError('syntax', fault);
    return name;
  }

  #closed(part: Part): Part {
    if (this.#take(/\}/y) === '') throw badSubstitution();
    return part;
  }

  #isNext(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}

function badSubstitution(): EnvsubstError {
  return new EnvsubstError('syntax', 'bad substitution');
}

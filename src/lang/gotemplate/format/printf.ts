import type { TemplateBudget } from '../budget.ts';
import { decodeRune, encodeRune, GoInteger, type GoValue, typeOf } from '../value/index.ts';
import { noFlags } from './flags.ts';
import { Printer } from './printer.ts';

/** The largest width, precision and argument number that fmt reads. */
const maxNumber = 1_000_000;

/** Go's `fmt.Sprintf` on byte strings, error forms such as `%!d(string=x)` and `%!(EXTRA int=1)` included (fmt/print.go). */
export function formatGo(format: string, args: readonly GoValue[], budget: TemplateBudget): string {
  return new Formatter(format, args, budget).run();
}

class Formatter {
  readonly #format: string;
  readonly #args: readonly GoValue[];
  readonly #printer: Printer;
  #at = 0;
  #argument = 0;
  #isReordered = false;
  /** Whether every argument number of the verb at hand is good. */
  #isGood = true;
  /** Whether a number in brackets has just been read. */
  #isIndexed = false;

  constructor(format: string, args: readonly GoValue[], budget: TemplateBudget) {
    this.#format = format;
    this.#args = args;
    this.#printer = new Printer(budget);
  }

  run(): string {
    const format = this.#format;
    while (this.#at < format.length) {
      const percent = format.indexOf('%', this.#at);
      const end = percent === -1 ? format.length : percent;
      if (end > this.#at) this.#printer.write(format.slice(this.#at, end));
      this.#at = end + 1;
      if (percent === -1) break;
      if (!this.#verb()) break;
    }
    this.#extra();
    return this.#printer.out;
  }

  /** False at the end of the format. */
  #verb(): boolean {
    this.#isGood = true;
    this.#isIndexed = false;
    this.#printer.flags = noFlags();
    this.#readFlags();
    this.#readIndex();
    this.#readWidth();
    this.#readPrecision();
    if (!this.#isIndexed) this.#readIndex();
    if (this.#at >= this.#format.length) {
      this.#printer.write('%!(NOVERB)');
      return false;
    }
    const { rune, size } = decodeRune(this.#format, this.#at);
    this.#at += size;
    this.#print(encodeRune(rune));
    return true;
  }

  #print(verb: string): void {
    const { flags } = this.#printer;
    if (verb === '%') {
      this.#printer.write('%');
      return;
    }
    if (!this.#isGood) {
      this.#printer.write(`%!${verb}(BADINDEX)`);
      return;
    }
    const value = this.#args[this.#argument];
    if (value === undefined) {
      this.#printer.write(`%!${verb}(MISSING)`);
      return;
    }
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    this.#printer.printArgument(value, verb);
    this.#argument += 1;
  }

  #readFlags(): void {
    const { flags } = this.#printer;
    for (; this.#at < this.#format.length; this.#at += 1) {
      switch (this.#format[this.#at]) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = true;
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          return;
      }
    }
  }

  #readWidth(): void {
    const { flags } = this.#printer;
    if (this.#format[this.#at] === '*') {
      this.#at += 1;
      const width = this.#argumentNumber();
      if (width === undefined) this.#printer.write('%!(BADWIDTH)');
      flags.width = width === undefined ? undefined : Math.abs(width);
      if (width !== undefined && width < 0) {
        flags.minus = true;
        flags.zero = false;
      }
      this.#isIndexed = false;
      return;
    }
    flags.width = this.#number();
    if (this.#isIndexed && flags.width !== undefined) this.#isGood = false;
  }

  #readPrecision(): void {
    const { flags } = this.#printer;
    if (this.#format[this.#at] !== '.' || this.#at + 1 >= this.#format.length) return;
    this.#at += 1;
    if (this.#isIndexed) this.#isGood = false;
    this.#readIndex();
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#number() ?? 0;
      return;
    }
    this.#at += 1;
    const precision = this.#argumentNumber();
    flags.precision = precision !== undefined && precision >= 0 ? precision : undefined;
    if (flags.precision === undefined) this.#printer.write('%!(BADPREC)');
    this.#isIndexed = false;
  }

  /** Decimal digits; a number that is too large swallows the rest of the format, as in Go. */
  #number(): number | undefined {
    const { value, end } = readNumber(this.#format, this.#at, this.#format.length);
    this.#at = end;
    return value;
  }

  /** `[3]`: the number of the argument that comes next. */
  #readIndex(): void {
    this.#isIndexed = false;
    if (this.#format[this.#at] !== '[') return;
    this.#isReordered = true;
    const close = this.#format.indexOf(']', this.#at);
    if (close === -1 || this.#format.length - this.#at < 3) {
      this.#isGood = false;
      this.#at += 1;
      return;
    }
    const { value, end } = readNumber(this.#format, this.#at + 1, close);
    this.#at = close + 1;
    const isNumber = value !== undefined && end === close;
    this.#isIndexed = isNumber;
    if (isNumber && value >= 1 && value <= this.#args.length) this.#argument = value - 1;
    else this.#isGood = false;
  }

  /** The argument that `*` takes; undefined where it is no whole number or too large. */
  #argumentNumber(): number | undefined {
    const value = this.#args[this.#argument];
    if (value === undefined) return undefined;
    this.#argument += 1;
    const whole = typeof value === 'bigint' ? value : value instanceof GoInteger ? value.value : undefined;
    return whole === undefined || whole > maxNumber || whole < -maxNumber ? undefined : Number(whole);
  }

  #extra(): void {
    if (this.#isReordered || this.#argument >= this.#args.length) return;
    this.#printer.flags = noFlags();
    this.#printer.write('%!(EXTRA ');
    for (const [index, value] of this.#args.slice(this.#argument).entries()) {
      if (index > 0) this.#printer.write(', ');
      if (value !== null) this.#printer.write(`${typeOf(value)?.name ?? ''}=`);
      this.#printer.printArgument(value, 'v');
    }
    this.#printer.write(')');
  }
}

function readNumber(text: string, start: number, end: number): { value: number | undefined; end: number } {
  if (start >= end) return { value: undefined, end };
  let value = 0;
  let at = start;
  for (; at < end && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39; at += 1) {
    if (value > maxNumber) return { value: undefined, end };
    value = value * 10 + text.charCodeAt(at) - 0x30;
  }
  return { value: at > start ? value : undefined, end: at };
}

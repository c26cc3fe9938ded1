import { type TemplateBudget, TemplateBudgetError } from '../budget.ts';
import {
  decodeRune,
  GoBytes,
  GoComplex,
  GoFunctionValue,
  GoInteger,
  GoMap,
  type GoObject,
  GoSlice,
  type GoType,
  goTypes,
  type GoValue,
  isNamedInteger,
  isSigned,
  typeOf,
} from '../value/index.ts';
import { type Flags, noFlags } from './flags.ts';
import { shortestFloat } from './float.ts';
import { floatText, integerText } from './number.ts';
import { pad, padding } from './pad.ts';
import { canBackquote, quoteString, quoteStringToAscii } from './quote.ts';

/** How deep values may lie in values: a cycle made with `set` has no end, in Go neither. */
const maxDepth = 1000;

/** Prints values under verbs, as Go's fmt does (fmt/print.go). */
export class Printer {
  out = '';
  flags: Flags = noFlags();
  readonly #budget: TemplateBudget;
  #isErroring = false;

  constructor(budget: TemplateBudget) {
    this.#budget = budget;
  }

  /** Appends text within the budget. */
  write(text: string): void {
    this.#budget.allocate(text.length);
    this.out += text;
  }

  /** An argument of Printf or Print. */
  printArgument(value: GoValue, verb: string): void {
    if (value === null) {
      if (verb === 'T' || verb === 'v') this.#writePadded('<nil>');
      else this.#badVerb(null, verb);
      return;
    }
    if (verb === 'T') {
      this.#writePadded(this.#truncated(typeOf(value)?.name ?? ''));
      return;
    }
    if (verb === 'p') {
      this.#printPointer(value, verb);
      return;
    }
    this.#print(value, verb, 0);
  }

  #print(value: GoValue, verb: string, depth: number): void {
    this.#budget.step();
    if (depth > maxDepth) throw new TemplateBudgetError('too-deep', `a value is nested more than ${maxDepth} deep`);
    switch (typeof value) {
      case 'string':
        this.#printString(value, verb, value);
        return;
      case 'number':
        this.#writeNumber(value, verb);
        return;
      case 'bigint':
        this.#writeOr(integerText(value, verb, false, this.flags), value, verb);
        return;
      case 'boolean':
        if (verb === 'v' || verb === 't') this.#writePadded(String(value));
        else this.#badVerb(value, verb);
        return;
      default:
        this.#printObject(value, verb, depth);
    }
  }

  #printObject(value: Exclude<GoValue, string | number | bigint | boolean>, verb: string, depth: number): void {
    if (value === null) this.write(this.flags.sharpV ? 'interface {}(nil)' : '<nil>');
    else if (value instanceof GoMap) this.#printMap(value, verb, depth);
    else if (value instanceof GoSlice) this.#printSlice(value.items, value.type, value.isNil, verb, depth);
    else if (value instanceof GoInteger) {
      this.#writeOr(integerText(value.value, verb, !isSigned(value.type), this.flags), value, verb);
    } else if (value instanceof GoBytes) this.#printBytes(value, verb, depth);
    else if (value instanceof GoComplex) this.#printComplex(value, verb);
    else if (value instanceof GoFunctionValue) this.#printPointer(value, verb);
    else this.#printStruct(value, verb, depth);
  }

  #writeNumber(value: number, verb: string): void {
    if (verb === 'v' && isPlain(this.flags)) this.write(shortestFloat(value));
    else this.#writeOr(floatText(value, verb, this.flags), value, verb);
  }

  #writeOr(text: string | undefined, value: GoValue, verb: string): void {
    if (text === undefined) {
      this.#badVerb(value, verb);
      return;
    }
    this.write(text);
  }

  #writePadded(text: string): void {
    this.#budget.allocate(this.flags.width ?? 0);
    this.write(pad(text, this.flags));
  }

  /** `shown` is what a complaint about the verb shows. */
  #printString(text: string, verb: string, shown: GoValue): void {
    switch (verb) {
      case 'v':
      case 's':
        if (verb === 'v' && this.flags.sharpV) this.#writePadded(this.#quoted(text));
        else this.#writePadded(this.#truncated(text));
        return;
      case 'q':
        this.#writePadded(this.#quoted(text));
        return;
      case 'x':
      case 'X':
        this.write(this.#hexOf(text, verb));
        return;
      default:
        this.#badVerb(shown, verb);
    }
  }

  #quoted(text: string): string {
    const shown = this.#truncated(text);
    this.#budget.allocate(shown.length);
    const { sharp, sharpV, plus, plusV } = this.flags;
    if (sharp && !sharpV && canBackquote(shown)) return `\`${shown}\``;
    return plus && !plusV ? quoteStringToAscii(shown) : quoteString(shown);
  }

  #truncated(text: string): string {
    const { precision } = this.flags;
    if (precision === undefined) return text;
    let at = 0;
    for (let count = 0; count < precision && at < text.length; count += 1) at += decodeRune(text, at).size;
    return text.slice(0, at);
  }

  #hexOf(text: string, verb: 'x' | 'X'): string {
    const { precision, space, sharp, width } = this.flags;
    const shown = precision === undefined ? text : text.slice(0, precision);
    if (shown === '') return padding(width ?? 0, this.flags);
    this.#budget.allocate(shown.length * 5);
    const bytes = Array.from(shown, (unit) => unit.charCodeAt(0).toString(16).padStart(2, '0'));
    const joined = space ? bytes.join(sharp ? ' 0x' : ' ') : bytes.join('');
    const digits = (sharp ? '0x' : '') + joined;
    return pad(verb === 'X' ? digits.toUpperCase() : digits, this.flags);
  }

  #printBytes(value: GoBytes, verb: string, depth: number): void {
    if (['s', 'q', 'x', 'X'].includes(verb)) {
      this.#printString(value.bytes, verb, value);
      return;
    }
    const items = Array.from(value.bytes, (unit) => new GoInteger(goTypes.uint8, BigInt(unit.charCodeAt(0))));
    const name = depth === 0 ? '[]byte' : '[]uint8';
    this.#printSlice(items, { kind: 'slice', name }, false, verb, depth);
  }

  #printSlice(items: readonly GoValue[], type: GoType, isNil: boolean, verb: string, depth: number): void {
    if (!this.flags.sharpV) {
      this.#printItems('[', items, ' ', ']', verb, depth);
    } else if (isNil) {
      this.write(`${type.name}(nil)`);
    } else {
      this.#printItems(`${type.name}{`, items, ', ', '}', verb, depth);
    }
  }

  #printItems(
    open: string,
    items: readonly GoValue[],
    comma: string,
    close: string,
    verb: string,
    depth: number,
  ): void {
    this.write(open);
    let isFirst = true;
    for (const item of items) {
      if (!isFirst) this.write(comma);
      isFirst = false;
      this.#print(item, verb, depth + 1);
    }
    this.write(close);
  }

  #printMap(map: GoMap, verb: string, depth: number): void {
    const { sharpV } = this.flags;
    if (sharpV && map.isNil) {
      this.write(`${map.type.name}(nil)`);
      return;
    }
    this.write(sharpV ? `${map.type.name}{` : 'map[');
    let isFirst = true;
    for (const key of [...map.entries.keys()].toSorted(compareBytes)) {
      if (!isFirst) this.write(sharpV ? ', ' : ' ');
      isFirst = false;
      this.#print(key, verb, depth + 1);
      this.write(':');
      this.#print(map.entries.get(key) ?? null, verb, depth + 1);
    }
    this.write(sharpV ? '}' : ']');
  }

  #printStruct(value: GoObject, verb: string, depth: number): void {
    if (value.text !== undefined && !this.#isErroring && !this.flags.sharpV && 'vsxXq'.includes(verb)) {
      this.#printString(value.text(), verb, value);
      return;
    }
    if (isNamedInteger(value)) {
      this.#writeOr(integerText(value.native, verb, false, this.flags), value, verb);
      return;
    }
    if (value.type.kind === 'ptr' && depth > 0) {
      this.#printPointer(value, verb);
      return;
    }
    const { sharpV, plusV } = this.flags;
    const typeName = value.type.kind === 'ptr' ? `&${value.type.name.slice(1)}` : value.type.name;
    this.write(sharpV ? typeName : value.type.kind === 'ptr' ? '&' : '');
    this.write('{');
    let isFirst = true;
    for (const [name, field] of value.fields) {
      if (!isFirst) this.write(sharpV ? ', ' : ' ');
      isFirst = false;
      if (sharpV || plusV) this.write(`${name}:`);
      this.#print(field, verb, depth + 1);
    }
    this.write('}');
  }

  #printComplex(value: GoComplex, verb: string): void {
    const real = floatText(value.real, verb, this.flags);
    const imaginary = floatText(value.imaginary, verb, { ...this.flags, plus: true });
    this.#writeOr(real === undefined ? undefined : `(${real}${imaginary ?? ''}i)`, value, verb);
  }

  /** Addresses differ from run to run in Go; ours are always the same. */
  #printPointer(value: GoValue, verb: string): void {
    const kind = typeOf(value)?.kind ?? 'interface';
    if (!['func', 'map', 'ptr', 'slice'].includes(kind) || !'vpbodxX'.includes(verb)) this.#badVerb(value, verb);
    else if (verb === 'v' && this.flags.sharpV) this.write(`(${typeOf(value)?.name ?? ''})(0xc000000000)`);
    else this.write('0xc000000000');
  }

  #badVerb(value: GoValue, verb: string): void {
    this.#isErroring = true;
    this.write(`%!${verb}(`);
    if (value === null) {
      this.write('<nil>');
    } else {
      this.write(`${typeOf(value)?.name ?? ''}=`);
      this.#print(value, 'v', 0);
    }
    this.write(')');
    this.#isErroring = false;
  }
}

/** Orders byte strings as Go orders strings. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isPlain(flags: Flags): boolean {
  return flags.width === undefined && flags.precision === undefined && !flags.plus && !flags.sharp && !flags.space;
}

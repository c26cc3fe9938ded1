import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  bytesOfText,
  createTemplateBudget,
  formatGo,
  GoBytes,
  GoComplex,
  GoInteger,
  type GoKind,
  GoMap,
} from './index.ts';
import { GoSlice, goTypes, type GoValue, int64, parseTemplate, sliceOf, stringSlice } from './index.ts';
import { TemplateError, TemplateSet, textOfBytes } from './index.ts';
import { Lexer, parseTrees, printNode, type Token } from './parse/index.ts';
import { functions, world } from './testing/recorded-world.ts';

interface Recorded {
  readonly lex: readonly { readonly template: string; readonly tokens: readonly [string, string][] }[];
  readonly parse: readonly {
    readonly template: string;
    readonly trees?: Record<string, string>;
    readonly error?: string;
  }[];
  readonly exec: readonly {
    readonly template: string;
    readonly missingKey?: 'default' | 'error';
    readonly output?: string;
    readonly error?: string;
  }[];
  readonly format: readonly { readonly format: string; readonly args: readonly unknown[]; readonly output: string }[];
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/cases.json'), 'utf8')) as Recorded;
const budget = createTemplateBudget({ maxSteps: 1e9, maxBytes: 1e9 });

describe('what Go makes of templates and formats', () => {
  it('has recorded cases of every kind', () => {
    expect(recorded.lex.length).toBeGreaterThan(70);
    expect(recorded.parse.length).toBeGreaterThan(160);
    expect(recorded.exec.length).toBeGreaterThan(300);
    expect(recorded.format.length).toBeGreaterThan(600);
  });

  it('splits them into the same tokens', () => {
    expect(differing(recorded.lex, ({ template, tokens }) => [tokensOf(template), tokens])).toStrictEqual([]);
  });

  it('reads the same trees from them, or refuses them in the same words', () => {
    expect(
      differing(recorded.parse, ({ template, trees, error }) => [
        treesOf(template),
        error === undefined ? { trees } : { error },
      ]),
    ).toStrictEqual([]);
  });

  it('executes them to the same text, or fails in the same words', () => {
    expect(
      differing(recorded.exec, ({ template, missingKey, output, error }) => [
        executed(template, missingKey ?? 'zero'),
        error === undefined ? { output } : { error },
      ]),
    ).toStrictEqual([]);
  });

  it('prints values the same', () => {
    expect(
      differing(recorded.format, ({ format, args, output }) => [
        formatGo(bytesOfText(format), args.map(valueOf), budget),
        output,
      ]),
    ).toStrictEqual([]);
  });
});

/** The cases whose two answers, ours and Go's, are not the same. */
function differing<T>(cases: readonly T[], answers: (one: T) => readonly [ours: unknown, real: unknown]): unknown[] {
  return cases.flatMap((one) => {
    const [ours, real] = answers(one);
    return isDeepStrictEqual(ours, real) ? [] : [{ ...one, ours }];
  });
}

function tokensOf(template: string): [string, string][] {
  const lexer = new Lexer(bytesOfText(template), { left: '{{', right: '}}' }, () => false);
  const tokens: Token[] = [];
  do tokens.push(lexer.next());
  while (tokens.at(-1)?.kind !== 'eof' && tokens.at(-1)?.kind !== 'error');
  return tokens.map(({ kind, text }) => [kind, textOfBytes(text)]);
}

const parsable = new Set(['printf', 'print', 'eq', 'and', 'index', ...functions(budget).keys()]);

function treesOf(template: string): { trees: Record<string, string> } | { error: string } {
  const options = { hasFunction: (name: string) => parsable.has(name), delimiters: { left: '{{', right: '}}' } };
  return failing(() => {
    const trees = [...parseTrees('t', bytesOfText(template), options)];
    return { trees: Object.fromEntries(trees.map(([name, { root }]) => [name, textOfBytes(printNode(root))])) };
  });
}

function executed(template: string, missingKey: 'default' | 'zero' | 'error'): { output: string } | { error: string } {
  const known = functions(budget);
  return failing(() => {
    const set = new TemplateSet();
    const parsed = parseTemplate('t', bytesOfText(template), { functions: known });
    return { output: set.executeText(parsed, world(budget), { functions: known, budget, missingKey }) };
  });
}

function failing<T>(run: () => T): T | { error: string } {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) return { error: textOfBytes(error.message) };
    throw error;
  }
}

/** A value as the cases write it: `{"$int": "5"}` is an int, a plain number a float64. */
function valueOf(written: unknown): GoValue {
  if (typeof written === 'string') return bytesOfText(written);
  if (Array.isArray(written)) return new GoSlice(written.map(valueOf));
  if (typeof written !== 'object' || written === null) return written as GoValue;
  const entries = Object.entries(written);
  const [[tag, inner] = ['', '']] = entries;
  if (!tag.startsWith('$')) return new GoMap(new Map(entries.map(([key, value]) => [key, valueOf(value)])));
  switch (tag) {
    case '$int':
      return BigInt(inner as string);
    case '$int64':
      return int64(BigInt(inner as string));
    case '$bytes':
      return new GoBytes(bytesOfText(inner as string));
    case '$latin1':
      return inner as string;
    case '$ints':
      return new GoSlice((inner as number[]).map(BigInt), sliceOf(goTypes.int));
    case '$strings':
      return new GoSlice((inner as string[]).map(bytesOfText), stringSlice);
    case '$float':
      return Number((inner as string).replace('Inf', 'Infinity'));
    case '$complex': {
      const [, real, imaginary] = /^(.*?)([+-]?[\d.]+)i$/.exec(inner as string) ?? [];
      return new GoComplex(Number(real), Number(imaginary));
    }
    case '$world':
      return world(budget).entries.get(inner as string) ?? null;
    default: {
      const kind = tag.slice(1) as GoKind;
      return new GoInteger({ kind, name: kind }, BigInt(inner as string));
    }
  }
}

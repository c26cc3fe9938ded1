import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readYaml, toJson, writeYaml, writeYamlDocuments, type YamlValue } from './index.ts';

const BLANKS = [' ', '  ', '\t', '\n', '\n\n', '\r', '\r\n', '\u0085', '\u00a0', '\u2028', '\u2029'];
const SIGNS = [': ', ' #', '- ', '? ', '---', '...', '{{ .Values.x }}', ...Array.from(':#\'"\\*&!|>%@`,[]{}-+._')];
const CHARACTERS = ['\ufeff', '\0', '\u001b', '\u007f', '\ud83d\ude00', 'é', '日本'];
const WORDS = [
  'a',
  'word',
  'https://example.org/a/long/path/without/any/blank',
  '0',
  '1',
  'e',
  '0x',
  '1e3',
  '12:30',
  '2001-01-01',
];
const RESERVED = ['yes', 'no', 'true', 'null', '~', '.inf'];
const PIECES = [...BLANKS, ...SIGNS, ...CHARACTERS, ...WORDS, ...RESERVED];

/** Text in which everything that YAML gives a meaning is likely. */
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }).map((string) => string.toWellFormed()),
  fc.constantFrom(...PIECES),
);

/** go-yaml writes a key `<<` bare, and then it merges. */
const key = text.filter((string) => string !== '<<');

const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
);

const { value } = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    number,
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));

/** Whole doubles beyond 2^53 are written in digits and read as bigint: they mean the same. */
function normal(input: YamlValue): unknown {
  return toJson(input);
}

describe('what is written', () => {
  it.each(['go2', 'go3'] as const)('is read as the same value with %s', (profile) => {
    fc.assert(
      fc.property(value, (written) => {
        const reading = readYaml(writeYaml(written), { profile });
        expect(reading.problems).toEqual([]);
        expect(reading.warnings).toEqual([]);
        expect(normal(reading.documents[0]?.value ?? null)).toEqual(positiveZero(normal(written)));
      }),
      { numRuns: 1500 },
    );
  });

  it('is read digit by digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (written) => {
        const read = readYaml(writeYaml({ a: written }), { profile: 'go3' }).documents[0]?.value as {
          a: number | bigint;
        };
        expect(BigInt(read.a)).toBe(written);
      }),
    );
  });

  it('does not change when it is written again', () => {
    fc.assert(
      fc.property(value, (written) => {
        const once = writeYaml(written);
        expect(writeYaml(readYaml(once, { profile: 'go2' }).documents[0]?.value ?? null)).toBe(once);
      }),
    );
  });

  it('keeps documents apart', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (written) => {
        const { documents, emptyDocuments, problems } = readYaml(writeYamlDocuments(written), { profile: 'go2' });
        expect(problems).toEqual([]);
        const expected = written.filter((document) => document !== null);
        expect(documents.map((document) => normal(document.value))).toEqual(positiveZero(normal(expected)));
        expect(emptyDocuments).toBe(written.length - expected.length);
      }),
    );
  });

  it('is found where it was written', () => {
    fc.assert(
      fc.property(value, (written) => {
        const [document] = readYaml(writeYaml(written), { profile: 'go2' }).documents;
        if (document === undefined) return;
        const walk = (part: YamlValue, path: (string | number)[]): void => {
          expect(document.positionOf(path)).toBeDefined();
          if (Array.isArray(part)) part.forEach((item, index) => walk(item, [...path, index]));
          else if (typeof part === 'object' && part !== null) {
            for (const name of Object.keys(part)) {
              expect(document.keyPositionOf([...path, name])).toBeDefined();
              walk(part[name] ?? null, [...path, name]);
            }
          }
        };
        walk(document.value, []);
      }),
    );
  });
});

/** JSON writes -0 as -0, and YAML reads that as 0. */
function positiveZero(input: unknown): unknown {
  if (typeof input === 'number') return input === 0 ? 0 : input;
  if (Array.isArray(input)) return input.map(positiveZero);
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, positiveZero(value)]));
}

describe('toJson', () => {
  it('copies, and rounds what only bigint holds', () => {
    const input: YamlValue = { a: [1n, 9007199254740993n, { b: 'x' }], c: null };
    const json = toJson(input);
    expect(json).toEqual({ a: [1, 9007199254740992, { b: 'x' }], c: null });
    expect((json as { a: unknown }).a).not.toBe(input['a']);
  });

  it('keeps a member named __proto__', () => {
    const [document] = readYaml('__proto__: 1\n', { profile: 'go2' }).documents;
    expect(Object.keys(toJson(document?.value ?? null) as object)).toEqual(['__proto__']);
  });
});

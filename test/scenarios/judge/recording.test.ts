import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, jsonValue, property } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatJson, type Point, readRecording, writeRecording } from './recording.ts';

describe('formatJson', () => {
  it('keeps what fits on one line there, and breaks the rest', () => {
    const text = formatJson({ short: [1, 2], long: ['a'.repeat(80), 'b'.repeat(80)], map: { k: 'v' } });
    expect(text.split('\n')).toEqual([
      '{',
      ' "short": [1,2],',
      ' "long": [',
      `  "${'a'.repeat(80)}",`,
      `  "${'b'.repeat(80)}"`,
      ' ],',
      ' "map": {"k":"v"}',
      '}',
    ]);
  });

  it('loses nothing', () => {
    assert(
      property(jsonValue(), (value) => {
        expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out what is undefined', () => {
    expect(JSON.parse(formatJson({ a: undefined, b: 'x'.repeat(200) }))).toEqual({ b: 'x'.repeat(200) });
  });
});

describe('recordings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recording-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const point = (name: string): Point => ({ owners: { [name]: null }, events: {}, objects: {} });

  it('come back as they were written, in the order of the scenario', () => {
    writeRecording(
      folder,
      'flux-a',
      new Map([
        ['second', point('2')],
        ['first', point('1')],
      ]),
    );
    expect([...readRecording(folder, 'flux-a', ['first', 'second'])!]).toEqual([
      ['first', point('1')],
      ['second', point('2')],
    ]);
  });

  it('are replaced as a whole', () => {
    writeRecording(folder, 'flux-a', new Map([['old', point('1')]]));
    writeRecording(folder, 'flux-a', new Map([['new', point('2')]]));
    expect(() => readRecording(folder, 'flux-a', ['old'])).toThrow('has no recording of old: record it again');
  });

  it('may be missing', () => {
    expect(readRecording(folder, 'flux-b', ['first'])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { piecesOf } from './yaml.ts';

describe('a line of YAML', () => {
  it.each([
    ['  replicas: 3', ['plain', 'key', 'mark', 'number']],
    ['kind: Deployment', ['key', 'mark', 'plain']],
    ['- name: "a: b"', ['plain', 'key', 'mark', 'string']],
    ['  # why', ['plain', 'comment']],
    ['- 8080', ['plain', 'number']],
    ['"a.b/c": true', ['key', 'mark', 'number']],
    ['image: ghcr.io/a/b:1.2', ['key', 'mark', 'plain']],
    ['plain text', ['plain']],
    ['', []],
  ])('%j', (line, kinds) => {
    const pieces = piecesOf(line);
    expect(pieces.map(({ kind }) => kind)).toEqual(kinds);
    expect(pieces.map(({ text }) => text).join('')).toBe(line);
  });
});

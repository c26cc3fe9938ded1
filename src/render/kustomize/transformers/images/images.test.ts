import { describe, expect, it } from 'vitest';
import { imageMatcher } from './image-matcher.ts';
import { joinImageName, splitImageName } from './image-name.ts';

const place = { file: 'k.yaml', line: 3, column: 9 };

describe('splitImageName', () => {
  it.each([
    ['nginx', 'nginx', '', ''],
    ['nginx:1', 'nginx', '1', ''],
    ['nginx@sha256:a', 'nginx', '', 'sha256:a'],
    ['nginx:1@sha256:a', 'nginx', '1', 'sha256:a'],
    ['host:5000/a/b', 'host:5000/a/b', '', ''],
    ['host:5000/a/b:1', 'host:5000/a/b', '1', ''],
    ['host:5000/a/b:1@sha256:a', 'host:5000/a/b', '1', 'sha256:a'],
    ['host:5000/a@sha256:a', 'host:5000/a', '', 'sha256:a'],
    ['/a:1', '/a', '1', ''],
    ['', '', '', ''],
  ])('%s', (text, name, tag, digest) => {
    expect(splitImageName(text)).toEqual({ name, tag, digest });
    expect(joinImageName({ name, tag, digest })).toBe(text);
  });
});

describe('imageMatcher', () => {
  it.each([
    ['nginx', 'nginx', true],
    ['nginx', 'nginx:1', true],
    ['nginx', 'nginx:1@sha256:f', true],
    ['nginx', 'nginx@sha256:f', true],
    ['nginx', 'nginx@sha512:f', false],
    ['nginx', 'xnginx', false],
    ['nginx', 'nginx-x', false],
    ['nginx', 'nginx:a b', false],
    ['nginx', 'nginx:', true],
    ['nginx', 'nginx\n', false],
    ['a.b/c', 'a-b/c', true],
    ['a.b/c', 'a\nb/c', false],
    ['.*', 'anything/at:all', true],
    ['(a|b)', 'b:1', true],
    ['a|b', 'a-and-more', true],
    [String.raw`a\.b`, 'a-b', false],
  ])('%s and %j', (text, image, matches) => {
    expect(imageMatcher({ text, place })(image)).toBe(matches);
  });

  it('refuses what is no expression', () => {
    expect(() => imageMatcher({ text: 'a(', place })).toThrow(/'a\(' is no regular expression/);
  });
});

import { describe, expect, it } from 'vitest';
import { KustomizeError } from '../error.ts';
import { matchesLabels, parseLabelSelector } from './label-selector.ts';

const labels = new Map([
  ['app', 'web'],
  ['tier', '2'],
  ['example.org/zone', ''],
]);

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app', true],
    ['!app', false],
    ['gone', false],
    ['!gone', true],
    ['app=web', true],
    ['app==web', true],
    ['app = db', false],
    ['app!=db', true],
    ['gone!=db', true],
    ['app in (db, web)', true],
    ['app notin (db,web)', false],
    ['gone notin (db)', true],
    ['tier>1,tier<3', true],
    ['tier>2', false],
    ['app>1', false],
    ['example.org/zone=', true],
    ['example.org/zone in (,x)', true],
    ['in in (in)', false],
    ['app=web,tier=3', false],
  ])('%s: %s', (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text, 'patch'), labels)).toBe(expected);
  });

  it.each([
    'app=a,',
    ',app',
    'app in web',
    'app in ()',
    'app in (a',
    '=x',
    '!',
    '!app=b',
    'a b',
    'app=a/b',
    'a/b/c',
    'x>y',
    '-x',
    'app>=1',
  ])('%s is none', (text) => {
    expect(() => parseLabelSelector(text, 'replacement')).toThrow(KustomizeError);
  });

  it('is read in time that grows with its length', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index} in (a,b,c)`).join(',');
    expect(parseLabelSelector(text, 'patch')).toHaveLength(20_000);
    expect(() => parseLabelSelector(`a in (${'x,'.repeat(100_000)}`, 'patch')).toThrow(KustomizeError);
  });
});

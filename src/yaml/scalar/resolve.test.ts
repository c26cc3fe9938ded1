import { describe, expect, it } from 'vitest';

import { isPlainText, type Resolved, resolvePlain, resolveTagged } from './resolve.ts';

/** Text, what go-yaml v2 makes of it for sigs.k8s.io/yaml, and what v3 does for kustomize where that differs. */
const PLAIN: readonly (readonly [text: string, go2: Resolved['value'], go3?: Resolved['value']])[] = [
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['nULL', 'nULL'],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['tRUE', 'tRUE'],
  ['false', false],
  ['y', true, 'y'],
  ['Y', true, 'Y'],
  ['yes', true, 'yes'],
  ['YES', true, 'YES'],
  ['yEs', 'yEs'],
  ['on', true, 'on'],
  ['n', false, 'n'],
  ['No', false, 'No'],
  ['OFF', false, 'OFF'],
  ['off ', 'off '],
  ['0', 0],
  ['-0', 0],
  ['12', 12],
  ['+12', 12],
  ['-12', -12],
  ['--12', '--12'],
  ['1_000', 1000],
  ['1__0', 10],
  ['_1', '_1'],
  ['1_', 1],
  ['0777', 511],
  ['-0777', -511],
  ['0744', 484],
  ['0o17', 15],
  ['0O17', 15],
  ['0o18', '0o18'],
  ['08', 8],
  ['0x1F', 31],
  ['0X1f', 31],
  ['-0x1F', -31],
  ['0xG', '0xG'],
  ['0b101', 5],
  ['-0b101', -5],
  ['0b-11', -3],
  ['0o-17', '0o-17', -15],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['9223372036854775807', 9223372036854775807n],
  ['-9223372036854775808', -9223372036854775808n],
  ['-9223372036854775809', -9223372036854776000],
  ['18446744073709551615', 18446744073709551615n],
  ['+18446744073709551615', 18446744073709552000],
  ['18446744073709551616', 18446744073709552000],
  ['0xFFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFFF'],
  ['000000000000000000000000000000000000000000000000000000000000000000000000000012', 10],
  ['1.5', 1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['.5_5', 0.55],
  ['.5_', '.5_'],
  ['._5', '._5'],
  ['.', '.'],
  ['1e3', 1000],
  ['1E3', 1000],
  ['1e', '1e'],
  ['1e400', '1e400'],
  ['1e-400', 0],
  ['.e3', '.e3'],
  ['1_0.5', 10.5],
  ['.inf', Infinity],
  ['+.INF', Infinity],
  ['-.Inf', -Infinity],
  ['.nan', NaN],
  ['.Nan', '.Nan'],
  ['inf', 'inf'],
  ['nan', 'nan'],
  ['1:30', '1:30'],
  ['1:20:30.5', '1:20:30.5'],
  ['<<', '<<'],
  ['=', '='],
  ['2001-01-01', '2001-01-01', '2001-01-01T00:00:00Z'],
  ['2001-1-1', '2001-1-1', '2001-01-01T00:00:00Z'],
  ['2001-02-29', '2001-02-29'],
  ['2000-02-29', '2000-02-29', '2000-02-29T00:00:00Z'],
  ['1900-02-29', '1900-02-29'],
  ['2001-04-31', '2001-04-31'],
  ['2001-13-01', '2001-13-01'],
  ['201-01-01', '201-01-01'],
  ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'],
  ['2001-12-14 21:59:43.10', '2001-12-14 21:59:43.10', '2001-12-14T21:59:43.1Z'],
  ['2001-12-14 2:5:4', '2001-12-14 2:5:4', '2001-12-14T02:05:04Z'],
  ['2001-12-14T21:59:43', '2001-12-14T21:59:43'],
  ['2001-12-14 21:59:43Z', '2001-12-14 21:59:43Z'],
  ['2001-12-14T24:00:00Z', '2001-12-14T24:00:00Z'],
  ['2001-12-14T21:59:60Z', '2001-12-14T21:59:60Z'],
  ['2001-12-14T21:59:43.1234567899Z', '2001-12-14T21:59:43.1234567899Z', '2001-12-14T21:59:43.123456789Z'],
  ['2001-12-14T21:59:43,5+00:00', '2001-12-14T21:59:43,5+00:00', '2001-12-14T21:59:43.5Z'],
  ['2001-12-14T21:59:43.000Z', '2001-12-14T21:59:43.000Z', '2001-12-14T21:59:43Z'],
  ['2001-12-14T21:59:43+25:00', '2001-12-14T21:59:43+25:00'],
  ['text', 'text'],
  ['é', 'é'],
];

describe('resolvePlain', () => {
  it.each(PLAIN.map(([text, ...means]) => ({ text, go2: means[0], go3: means.length > 1 ? means[1] : means[0] })))(
    'reads $text',
    ({ text, go2, go3 }) => {
      expect(resolvePlain(text, 'go2').value).toEqual(go2);
      expect(resolvePlain(text, 'go3').value).toEqual(go3);
    },
  );

  it('tells dates from strings, which matters to keys', () => {
    expect(resolvePlain('2001-01-01', 'go2').tag).toBe('timestamp');
    expect(resolvePlain('2001-01-99', 'go2').tag).toBe('str');
  });

  it('takes no time for a number of a million digits', () => {
    const digits = '9'.repeat(1_000_000);
    const start = performance.now();
    expect(resolvePlain(digits, 'go2').value).toBe(digits);
    expect(resolvePlain(`0x${'f'.repeat(1_000_000)}`, 'go2').tag).toBe('str');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('resolveTagged', () => {
  it.each([
    ['int', '3', 3],
    ['int', '0x10', 16],
    ['int', '1.5', undefined],
    ['int', '2001-01-01', undefined],
    ['float', '3', 3],
    ['float', '1.5', 1.5],
    ['float', 'x', undefined],
    ['bool', 'true', true],
    ['null', '', null],
    ['null', 'x', undefined],
    ['timestamp', '2001-01-01', '2001-01-01'],
    ['timestamp', '12', undefined],
  ])('reads !!%s %j', (tag, text, value) => {
    expect(resolveTagged(tag, text, 'go2')?.value).toEqual(value);
  });

  it('knows YAML 1.1 booleans with go2 only', () => {
    expect(resolveTagged('bool', 'yes', 'go2')?.value).toBe(true);
    expect(resolveTagged('bool', 'yes', 'go3')).toBeUndefined();
  });
});

describe('isPlainText', () => {
  it.each(['a', 'nothing', 'x1', '/path', 'é', '1.2.3', '1:99', '12a', '-', 'yEs', '<<'])(
    '%j may stand plain',
    (text) => {
      expect(isPlainText(text)).toBe(true);
    },
  );

  it.each([
    '',
    'yes',
    'n',
    'true',
    '~',
    '12',
    '0x1',
    '1e3',
    '.5',
    '.inf',
    '2001-01-01',
    '1:30',
    '190:20:30.15',
    '+1:2',
  ])('%j would be read as something else', (text) => {
    expect(isPlainText(text)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import {
  civilOf,
  formatMoment,
  formatNanos,
  loadZone,
  nanosOfCivil,
  parseMoment,
  parseNanos,
  roundNanos,
  utc,
} from './index.ts';

const seconds = (value: number): bigint => BigInt(value) * 1_000_000_000n;

describe('zones', () => {
  it.each([
    ['Europe/Berlin', 1_700_000_000, 'CET +0100'],
    ['Europe/Berlin', 1_690_000_000, 'CEST +0200'],
    ['America/New_York', 1_690_000_000, 'EDT -0400'],
    ['America/Sao_Paulo', 1_690_000_000, '-03 -0300'],
    ['Asia/Kathmandu', 1_690_000_000, '+0545 +0545'],
    ['Europe/Berlin', -5_000_000_000, 'LMT +0053'],
  ])('%s at %d', (name, at, expected) => {
    const zone = loadZone(name);
    expect(formatMoment({ nanos: seconds(at), zone: zone ?? utc }, 'MST -0700')).toBe(expected);
  });

  it.each(['europe/berlin', 'Nowhere', 'Europe/Berlin America/New_York', ' '])('%j is none', (name) => {
    expect(loadZone(name)).toBeUndefined();
  });
});

describe('civil dates', () => {
  it.each([
    [0n, '1970-01-01 00:00:00 4 1'],
    [-1n, '1969-12-31 23:59:59 3 365'],
    [seconds(951_782_400), '2000-02-29 00:00:00 2 60'],
    [seconds(-62_135_596_800), '1-01-01 00:00:00 1 1'],
    [seconds(253_402_300_799), '9999-12-31 23:59:59 5 365'],
  ])('%d', (nanos, expected) => {
    const { year, month, day, hour, minute, second, weekday, yearDay } = civilOf(nanos, 0);
    const two = (value: number): string => String(value).padStart(2, '0');
    expect(`${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)} ${weekday} ${yearDay}`).toBe(
      expected,
    );
    expect(nanosOfCivil(civilOf(nanos, 0))).toBe(nanos);
  });
});

describe('durations', () => {
  it.each([
    [0n, '0s'],
    [1n, '1ns'],
    [1500n, '1.5\u00c2\u00b5s'],
    [2_000_000n, '2ms'],
    [seconds(95), '1m35s'],
    [-seconds(3600), '-1h0m0s'],
    [seconds(3723) + 500_000_000n, '1h2m3.5s'],
  ])('%d is %s', (nanos, text) => {
    expect(formatNanos(nanos)).toBe(text);
    expect(parseNanos(text)).toEqual({ nanos });
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['5y', 'time: unknown unit "y" in duration "5y"'],
    ['.s', 'time: invalid duration ".s"'],
    ['é', 'time: invalid duration "\\xe9"'],
    ['9999999999h', 'time: invalid duration "9999999999h"'],
  ])('%j is refused', (text, error) => {
    expect(parseNanos(text)).toEqual({ error });
  });

  it('round halves away from zero', () => {
    expect([roundNanos(15n, 10n), roundNanos(-15n, 10n), roundNanos(14n, 10n), roundNanos(7n, 0n)]).toEqual([
      20n,
      -20n,
      10n,
      7n,
    ]);
  });
});

describe('parseMoment', () => {
  it('reads far more text than it can use without delay', () => {
    const start = performance.now();
    expect(parseMoment(`2006${' '.repeat(50_000)}x`, `2020${' '.repeat(50_000)}y`, utc)).toHaveProperty('error');
    expect(parseMoment('15:04:05', `10:00:00.${'1'.repeat(50_000)}`, utc)).toHaveProperty('moment');
    expect(performance.now() - start).toBeLessThan(500);
  });
});

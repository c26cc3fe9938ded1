import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['5s', 5_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['-1.5s', -1_500],
    ['+2m', 120_000],
    ['.5s', 500],
    ['1.s', 1_000],
    ['250us', 0.25],
    ['3µs', 0.003],
    ['10m0s', 600_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(['', '5', 's', '5 s', '1d', '1h-5m', '.s', '1e3s', '5S', `${'1'.repeat(10)}x`])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [0.000_001, '1ns'],
    [0.0015, '1.5µs'],
    [53.5, '53.5ms'],
    [1_000, '1s'],
    [1_500, '1.5s'],
    [60_000, '1m0s'],
    [570_000, '9m30s'],
    [3_600_000, '1h0m0s'],
    [90_061_000, '25h1m1s'],
    [-1_500, '-1.5s'],
  ])('writes %d ms as Go does', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { canonicalMicroTime, canonicalTime, timeError } from './go-time.ts';
import { canonicalQuantity } from './quantity-format.ts';

describe('a quantity as it is stored', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['1', '1'],
    ['01', '1'],
    ['+5', '5'],
    ['1.0', '1'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1500m', '1500m'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['1e3', '1e3'],
    ['1E6', '1e6'],
    ['1500000', '1500k'],
    ['1Ki', '1Ki'],
    ['1024Ki', '1Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['-1Gi', '-1Gi'],
    ['100n', '100n'],
    ['0.0000000001', '1n'],
    ['2000u', '2m'],
    ['1E', '1E'],
    ['12e-3', '12e-3'],
  ])('%s is %s', (text, stored) => {
    expect(canonicalQuantity(text)).toBe(stored);
  });

  it.each(['', '1 Gi', 'Gi', '1gi', '1KB', '--1', '1.2.3', 'one', '0x10'])('%j is none', (text) => {
    expect(canonicalQuantity(text)).toBeUndefined();
  });
});

describe('a time as it is stored', () => {
  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05Z'],
    ['2026-01-02T03:04:05-02:30', '2026-01-02T05:34:05Z'],
    ['2026-01-02', undefined],
    ['2026-13-02T03:04:05Z', undefined],
    ['2026-01-02 03:04:05Z', undefined],
    ['2026-01-02T03:04:05', undefined],
    ['', undefined],
  ])('%j is %j', (text, stored) => {
    expect(canonicalTime(text)).toBe(stored);
  });

  it.each([
    ['2026-01-02T03:04:05.678901Z', '2026-01-02T03:04:05.678901Z'],
    ['2026-01-02T03:04:05.678901+01:00', '2026-01-02T02:04:05.678901Z'],
    ['2026-01-02T03:04:05Z', undefined],
    ['2026-01-02T03:04:05.678Z', undefined],
  ])('with microseconds %j is %j', (text, stored) => {
    expect(canonicalMicroTime(text)).toBe(stored);
  });

  it('tells what is wrong as Go does', () => {
    expect(timeError('tomorrow', false)).toBe(
      'parsing time "tomorrow" as "2006-01-02T15:04:05Z07:00": cannot parse "tomorrow" as "2006"',
    );
    expect(timeError('2026-01-02T03:04:05.1Z', true)).toBe(
      'parsing time "2026-01-02T03:04:05.1Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse ".1Z" as ".000000"',
    );
  });
});

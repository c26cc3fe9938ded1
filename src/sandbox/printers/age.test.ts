import { describe, expect, it } from 'vitest';
import { ageOf, humanDuration } from './age.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

describe('a duration for people', () => {
  // As apimachinery's util/duration tests have them.
  it.each([
    [-5 * second, '<invalid>'],
    [-1 * second, '0s'],
    [0, '0s'],
    [999, '0s'],
    [second, '1s'],
    [70 * second, '70s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [2 * minute + 10 * second, '2m10s'],
    [9 * minute + 59 * second, '9m59s'],
    [10 * minute + 30 * second, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
    [7 * hour + 59 * minute, '7h59m'],
    [8 * hour + 20 * minute, '8h'],
    [47 * hour, '47h'],
    [2 * day, '2d'],
    [2 * day + 3 * hour, '2d3h'],
    [7 * day + 23 * hour, '7d23h'],
    [8 * day + 5 * hour, '8d'],
    [364 * day, '364d'],
    [2 * year - day, '729d'],
    [2 * year, '2y'],
    [2 * year + 7 * day, '2y7d'],
    [8 * year, '8y'],
    [9 * year + 100 * day, '9y'],
  ])('%d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  it.each([
    ['2026-01-01T00:00:00Z', '10s'],
    ['', '<unknown>'],
    [undefined, '<unknown>'],
    ['yesterday', '<unknown>'],
    [17, '<unknown>'],
  ])('the age of %j is %s', (timestamp, age) => {
    expect(ageOf(timestamp, Date.parse('2026-01-01T00:00:10Z'))).toBe(age);
  });
});

import { describe, expect, it } from 'vitest';
import { type CronSchedule, parseCronSchedule } from './schedule.ts';
import { inTimeZone, isTimeZone } from './time-zone.ts';

function schedule(text: string): CronSchedule {
  const parsed = parseCronSchedule(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

function next(parsed: CronSchedule | undefined, after: string): string | undefined {
  const at = parsed?.next(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString();
}

describe('a schedule', () => {
  it.each([
    ['* * * * *', '2026-03-01T10:00:30Z', '2026-03-01T10:01:00.000Z'],
    ['* * * * *', '2026-03-01T10:00:00Z', '2026-03-01T10:01:00.000Z'],
    ['*/15 * * * *', '2026-03-01T10:46:00Z', '2026-03-01T11:00:00.000Z'],
    ['5,35 * * * *', '2026-03-01T10:05:00Z', '2026-03-01T10:35:00.000Z'],
    ['0 3 * * *', '2026-03-01T03:00:00Z', '2026-03-02T03:00:00.000Z'],
    ['0 0 1 * *', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00.000Z'],
    ['0 0 31 * *', '2026-04-01T00:00:00Z', '2026-05-31T00:00:00.000Z'],
    ['0 0 29 2 *', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 * * 1', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00.000Z'],
    ['0 0 * * MON-WED', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00.000Z'],
    ['0 0 * jan,JUL *', '2026-03-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    // The day of the month or of the week.
    ['0 0 13 * 5', '2026-03-01T00:00:00Z', '2026-03-06T00:00:00.000Z'],
    ['0 0 */2 * 5', '2026-03-01T00:00:00Z', '2026-03-13T00:00:00.000Z'],
    ['10-20/5 0 * * *', '2026-03-01T00:10:00Z', '2026-03-01T00:15:00.000Z'],
    ['? * * * ?', '2026-03-01T00:10:00Z', '2026-03-01T00:11:00.000Z'],
    ['@hourly', '2026-03-01T00:10:00Z', '2026-03-01T01:00:00.000Z'],
    ['@daily', '2026-03-01T00:10:00Z', '2026-03-02T00:00:00.000Z'],
    ['@weekly', '2026-03-02T00:10:00Z', '2026-03-08T00:00:00.000Z'],
    ['@yearly', '2026-03-02T00:10:00Z', '2027-01-01T00:00:00.000Z'],
    ['@every 1h30m', '2026-03-01T00:00:00Z', '2026-03-01T01:30:00.000Z'],
    ['@every 10s', '2026-03-01T00:00:00Z', '2026-03-01T00:00:10.000Z'],
  ])('%s after %s is %s', (text, after, at) => {
    expect(next(schedule(text), after)).toBe(at);
  });

  it('may never come', () => {
    expect(next(schedule('0 0 30 2 *'), '2026-01-01T00:00:00Z')).toBeUndefined();
  });

  it.each([
    ['', 'expected exactly 5 fields, found 0: []'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* 24 * * *', 'end of range (24) above maximum (23): 24'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * 13 *', 'end of range (13) above maximum (12): 13'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['1-y * * * *', 'failed to parse int from y: strconv.Atoi: parsing "y": invalid syntax'],
    ['@fortnightly', 'unrecognized descriptor: @fortnightly'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
  ])('%j is none: %s', (text, why) => {
    expect(parseCronSchedule(text)).toBe(why);
  });
});

describe('a schedule in a time zone', () => {
  const berlin = (text: string): CronSchedule | undefined => inTimeZone(schedule(text), 'Europe/Berlin');

  it.each([
    // Winter, summer.
    ['0 3 * * *', '2026-01-10T12:00:00Z', '2026-01-11T02:00:00.000Z'],
    ['0 3 * * *', '2026-07-10T12:00:00Z', '2026-07-11T01:00:00.000Z'],
    // Midnight there is the day before here.
    ['0 0 1 * *', '2026-01-10T12:00:00Z', '2026-01-31T23:00:00.000Z'],
    // Clocks are put back at 3 on 25 October 2026: half past two comes twice and counts once.
    ['30 2 * * *', '2026-10-25T02:00:00Z', '2026-10-26T01:30:00.000Z'],
  ])('%s after %s is %s', (text, after, at) => {
    expect(next(berlin(text), after)).toBe(at);
  });

  it('goes on over the hour that clocks skip', () => {
    // At 2 on 29 March 2026 clocks are put forward.
    const at = next(berlin('30 2 * * *'), '2026-03-28T12:00:00Z');
    expect(at).toMatch(/^2026-03-29T0[01]:30:00/);
    expect(next(berlin('30 2 * * *'), at ?? '')).toBe('2026-03-30T00:30:00.000Z');
  });

  it.each([
    ['UTC', true],
    ['Asia/Kolkata', true],
    ['Mars/Olympus', false],
    ['', false],
  ])('%j is a zone: %s', (zone, known) => {
    expect(isTimeZone(zone)).toBe(known);
    expect(inTimeZone(schedule('@daily'), zone) !== undefined).toBe(known);
  });
});

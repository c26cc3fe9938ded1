import type { CronSchedule } from './schedule.ts';

/**
 * The schedule on the clocks of a time zone, such as `Europe/Berlin`; undefined for a zone that nobody knows. Times that clocks skip
 * when summer begins fall on the next one that they show.
 */
export function inTimeZone(schedule: CronSchedule, zone: string): CronSchedule | undefined {
  if (!isTimeZone(zone)) return undefined;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** How far the zone's clocks are ahead of UTC at a time, in ms. */
  const offset = (at: number): number => {
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, day = 1] = [part.get('year'), part.get('month'), part.get('day')];
    const [hour = 0, minute = 0, second = 0] = [part.get('hour'), part.get('minute'), part.get('second')];
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
  return {
    next: (after) => {
      for (let from = after + offset(after); ;) {
        const local = schedule.next(from);
        if (local === undefined) return undefined;
        const guess = local - offset(local - offset(after));
        // Clocks that are put back show some times twice; the second one is behind us.
        if (guess > after) return guess;
        from = local;
      }
    },
  };
}

/** Whether a zone of this name is known. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

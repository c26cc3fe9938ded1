/** The minutes at which a schedule falls due, in UTC or in a time zone. */
export interface CronSchedule {
  /** The first minute after `after` (ms) that the schedule names; undefined where there is none within five years. */
  next(after: number): number | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const minuteMs = 60_000;
const fiveYearsMs = 5 * 366 * 24 * 3600 * 1000;

/** Reads a schedule of five fields, or one such as `@daily`; the text is what is wrong with it, as robfig/cron 3 says it. */
export function parseCronSchedule(text: string): CronSchedule | string {
  const described = descriptors[text] ?? text;
  const every = /^@every (.+)$/.exec(described)?.[1];
  if (every !== undefined)
    return everySchedule(every) ?? `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(every)}`;
  if (described.startsWith('@')) return `unrecognized descriptor: ${described}`;
  const parts = described.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== fields.length) {
    return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`;
  }
  const sets: Set<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const values = parseField(parts[index] ?? '', field);
    if (typeof values === 'string') return values;
    sets.push(values);
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  const anyDay = isStar(parts[2]);
  const anyWeekday = isStar(parts[4]);
  const dayFits = (date: Date): boolean => {
    const [day, weekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    // Two restrictions on days are alternatives.
    return anyDay || anyWeekday ? day && weekday : day || weekday;
  };
  return {
    next: (after) => {
      const start = Math.floor(after / minuteMs) * minuteMs + minuteMs;
      for (let at = start; at < start + fiveYearsMs;) {
        const date = new Date(at);
        if (!months.has(date.getUTCMonth() + 1)) at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
        else if (!dayFits(date)) at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
        else if (!hours.has(date.getUTCHours())) at = at - (at % 3_600_000) + 3_600_000;
        else if (!minutes.has(date.getUTCMinutes())) at += minuteMs;
        else return at;
      }
      return undefined;
    },
  };
}

function isStar(part: string | undefined): boolean {
  return part === '*' || part === '?' || part?.startsWith('*/') === true;
}

function parseField(text: string, field: Field): Set<number> | string {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const problem = parseRange(item, field, values);
    if (problem !== undefined) return problem;
  }
  return values;
}

function parseRange(text: string, field: Field, values: Set<number>): string | undefined {
  const [range = '', stepText, ...more] = text.split('/');
  if (more.length > 0) return `too many slashes: ${text}`;
  const [lowText = '', highText, ...others] = range.split('-');
  if (others.length > 0) return `too many hyphens: ${text}`;
  const star = lowText === '*' || lowText === '?';
  const low = star ? field.min : valueOf(lowText, field);
  if (low === undefined)
    return `failed to parse int from ${lowText}: strconv.Atoi: parsing ${JSON.stringify(lowText)}: invalid syntax`;
  let high = star || (stepText !== undefined && highText === undefined) ? field.max : low;
  if (highText !== undefined && !star) {
    const parsed = valueOf(highText, field);
    if (parsed === undefined) {
      return `failed to parse int from ${highText}: strconv.Atoi: parsing ${JSON.stringify(highText)}: invalid syntax`;
    }
    high = parsed;
  }
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!/^\d+$/.test(stepText ?? '1')) {
    return `failed to parse int from ${stepText}: strconv.Atoi: parsing ${JSON.stringify(stepText)}: invalid syntax`;
  }
  if (low < field.min) return `beginning of range (${low}) below minimum (${field.min}): ${text}`;
  if (high > field.max) return `end of range (${high}) above maximum (${field.max}): ${text}`;
  if (low > high) return `beginning of range (${low}) beyond end of range (${high}): ${text}`;
  if (step === 0) return `step of range should be a positive number: ${text}`;
  for (let value = low; value <= high; value += step) values.add(value);
  return undefined;
}

function valueOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + field.min;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function everySchedule(text: string): CronSchedule | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  const ms = Math.max(1000, (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
  return { next: (after) => Math.floor(after / 1000) * 1000 + ms };
}

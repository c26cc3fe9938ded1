import groups from './zone-abbreviations.json' with { type: 'json' };

/** A place's rules for local time. */
export interface Zone {
  /** `UTC`, `Europe/Berlin`, or what a text called it. */
  readonly name: string;
  at(seconds: number): ZoneMoment;
}

/** A zone at one moment. */
export interface ZoneMoment {
  /** Seconds east of Greenwich. */
  readonly offset: number;
  /** Such as `CEST`; `+0330` where people have no letters for it, empty where a text gave nothing but numbers. */
  readonly abbreviation: string;
}

/** Greenwich's time. */
export const utc: Zone = { name: 'UTC', at: () => ({ offset: 0, abbreviation: 'UTC' }) };

/** A zone that never changes (time.FixedZone). */
export function fixedZone(name: string, offset: number): Zone {
  return { name, at: () => ({ offset, abbreviation: name }) };
}

const loaded = new Map<string, Zone>();

/**
 * A zone of the tz database by its exact name; the empty name is UTC, undefined where there is none (time.LoadLocation). Offsets are the runtime's,
 * abbreviations those that were in use since 1970.
 */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return utc;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const abbreviations = abbreviationsOf(name);
  if (abbreviations === undefined) return undefined;
  const zone = zoneOf(name, abbreviations);
  loaded.set(name, zone);
  return zone;
}

function zoneOf(name: string, abbreviations: ReadonlyMap<number, string>): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  return {
    name,
    at(seconds) {
      const text = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const offset = offsetOf(text);
      return { offset, abbreviation: abbreviations.get(offset) ?? numericAbbreviation(offset) };
    },
  };
}

/** Seconds of `GMT+05:30`. */
function offsetOf(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /GMT([+-])(\d+)(?::(\d+))?(?::(\d+))?/.exec(text) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

/** What the tz database writes where there are no letters: `-03`, `+0545`; the sun's time of a place, from before there were zones, is LMT. */
function numericAbbreviation(offset: number): string {
  if (offset % 60 !== 0) return 'LMT';
  const minutes = Math.floor(Math.abs(offset) / 60);
  const digits = String(Math.floor(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return (offset < 0 ? '-' : '+') + digits + rest;
}

function abbreviationsOf(name: string): ReadonlyMap<number, string> | undefined {
  for (const [pairs, names] of Object.entries(groups)) {
    if (name.includes(' ') || !` ${names} `.includes(` ${name} `)) continue;
    return new Map(
      pairs
        .split(' ')
        .filter((pair) => pair !== '')
        .map((pair) => {
          const [offset = '', abbreviation = ''] = pair.split('=');
          return [Number(offset), abbreviation];
        }),
    );
  }
  return undefined;
}

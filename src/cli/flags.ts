import { parseDuration, SlipwayError } from '../base/index.ts';
import type { FlagValue, Invocation } from './terminal.ts';

/** The command line does not fit the command: the message says how it should. */
export class UsageError extends SlipwayError<'usage'> {
  constructor(message: string) {
    super('usage', message);
  }
}

/** A flag as text, or undefined where it was not given. */
export function textFlag(invocation: Invocation, name: string): string | undefined {
  const value = last(invocation.flags[name]);
  if (value === undefined || typeof value === 'string') return value;
  throw new UsageError(`--${name} needs a value`);
}

/** A flag as a switch: absent, `--x` and `--x=true`, or `--x=false`. */
export function switchFlag(invocation: Invocation, name: string, fallback = false): boolean {
  const value = last(invocation.flags[name]);
  if (value === undefined) return fallback;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new UsageError(`--${name} is a switch: write --${name} or --${name}=false`);
}

/** A flag as a whole number from `least` to `most`. */
export function numberFlag(invocation: Invocation, name: string, least: number, most: number): number | undefined {
  const text = textFlag(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not ${text}`);
}

/** A flag as a Go duration, in ms. */
export function durationFlag(invocation: Invocation, name: string): number | undefined {
  const text = textFlag(invocation, name);
  if (text === undefined) return undefined;
  const value = parseDuration(text);
  if (value !== undefined && value >= 0) return value;
  throw new UsageError(`--${name} takes a duration such as 30s or 5m, not ${text}`);
}

/** All texts that a flag was given, in their order. */
export function givenTexts({ flags }: Invocation, name: string): readonly string[] {
  const value = flags[name];
  if (value === undefined || typeof value === 'boolean') return [];
  return typeof value === 'string' ? [value] : value;
}

/** A flag that may be given several times, each with several values between commas. */
export function listFlag(invocation: Invocation, name: string): readonly string[] {
  const value = invocation.flags[name];
  if (value === undefined || value === false) return [];
  const given = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
  return given.flatMap((item) => item.split(',')).filter((item) => item !== '');
}

function last(value: FlagValue): string | boolean | undefined {
  return Array.isArray(value) ? (value as readonly string[]).at(-1) : (value as string | boolean | undefined);
}

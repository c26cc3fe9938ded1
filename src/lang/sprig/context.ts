import type { TemplateBudget } from '../gotemplate/index.ts';
import type { RandomSource } from './random/index.ts';

/** What sprig's functions know of the world around them. */
export interface SprigOptions {
  /** The present moment in nanoseconds since 1970. */
  readonly now: () => bigint;
  /** The name of the zone that Go calls Local, such as `UTC` or `Europe/Berlin`. */
  readonly timeZone: string;
  readonly random: RandomSource;
  readonly budget: TemplateBudget;
  /** For `env` and `expandenv`; empty unless a caller wants its environment seen. */
  readonly environment?: ReadonlyMap<string, string>;
  /** For `getHostByName`; without it every host is unknown, and the answer empty. */
  readonly resolveHost?: (name: string) => string;
}

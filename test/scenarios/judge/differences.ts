import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import picomatch from 'picomatch';
import { isJsonObject, type Json } from '../../../src/base/index.ts';
import type { Difference } from './compare.ts';

/** A difference from upstream that is meant: a row of docs/differences.md, by its id. */
export interface AllowedDifference {
  readonly id: string;
  /**
   * Patterns over difference paths (`scenario/point/owners|events|objects/…`, see compare.ts): `*` stands for anything within a
   * step, `**` for any steps.
   */
  readonly paths: readonly string[];
  readonly reason: string;
}

/** Reads `differences.yaml`: a list of `{id, paths, reason}`. Throws where an entry is not that, or two have one id. */
export function readAllowedDifferences(file: string): AllowedDifference[] {
  const list = existsSync(file) ? (load(readFileSync(file, 'utf8')) as Json) : undefined;
  if (!Array.isArray(list)) throw new Error(`${file} is not a list`);
  const seen = new Set<string>();
  return list.map((entry, index) => {
    const where = `${file}: entry ${index + 1}`;
    if (!isJsonObject(entry)) throw new Error(`${where} is not a map`);
    const { id, paths, reason, ...others } = entry;
    if (typeof id !== 'string' || !/^[a-z0-9-]+$/.test(id)) throw new Error(`${where} has no id of a-z, 0-9 and -`);
    if (seen.has(id)) throw new Error(`${where}: ${id} is there already`);
    seen.add(id);
    if (!isTexts(paths) || paths.length === 0) throw new Error(`${where} (${id}) has no list of paths`);
    if (typeof reason !== 'string' || reason.length < 20)
      throw new Error(`${where} (${id}) has no reason worth the name`);
    const other = Object.keys(others)[0];
    if (other !== undefined) throw new Error(`${where} (${id}) has ${other}, which means nothing`);
    return { id, paths, reason };
  });
}

/** Judges differences by the allowed ones, and remembers which patterns were needed. */
export class DifferenceJudge {
  readonly #patterns: readonly {
    readonly id: string;
    readonly pattern: string;
    readonly matches: (path: string) => boolean;
    readonly matchesScenario: (scenario: string) => boolean;
  }[];
  readonly #used = new Set<string>();
  readonly #scenarios = new Set<string>();

  constructor(allowed: readonly AllowedDifference[]) {
    const options = { dot: true, noextglob: true, nonegate: true, strictSlashes: true };
    this.#patterns = allowed.flatMap(({ id, paths }) =>
      paths.map((pattern) => ({
        id,
        pattern,
        matches: picomatch(pattern, options),
        matchesScenario: picomatch(pattern.split('/')[0] ?? '', options),
      })),
    );
  }

  /** The differences of one scenario that nothing allows. */
  unexplained(scenario: string, differences: readonly Difference[]): Difference[] {
    this.#scenarios.add(scenario);
    return differences.filter((difference) => {
      const fitting = this.#patterns.filter(({ matches }) => matches(difference.path));
      for (const { pattern } of fitting) this.#used.add(pattern);
      return fitting.length === 0;
    });
  }

  /** Patterns about scenarios that were told, which no difference needed: `id: pattern`. */
  unused(): string[] {
    return this.#patterns
      .filter(({ pattern, matchesScenario }) => {
        return !this.#used.has(pattern) && [...this.#scenarios].some((scenario) => matchesScenario(scenario));
      })
      .map(({ id, pattern }) => `${id}: ${pattern}`);
  }
}

function isTexts(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

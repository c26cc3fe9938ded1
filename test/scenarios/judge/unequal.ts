import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { isJsonObject, type Json } from '../../../src/base/index.ts';

/** How a scenario ended: with so many unexplained differences, or before its end. */
export type Ending = number | 'untold';

/** How scenarios ended, by cluster (`sandbox`, `oracle`) and name; those that are equal are not in it. */
export type Endings = Readonly<Record<string, Readonly<Record<string, Ending>>>>;

/** Reads `unequal.yaml`. Throws where it holds anything but counts and `untold`. */
export function readEndings(file: string): Endings {
  const map = existsSync(file) ? (load(readFileSync(file, 'utf8')) as Json) : {};
  if (!isJsonObject(map)) throw new Error(`${file} is not a map`);
  for (const [cluster, scenarios] of Object.entries(map)) {
    if (!isJsonObject(scenarios)) throw new Error(`${file}: ${cluster} is not a map`);
    for (const [name, ending] of Object.entries(scenarios)) {
      if (ending === 'untold' || (Number.isInteger(ending) && Number(ending) > 0)) continue;
      throw new Error(`${file}: ${cluster}.${name} is neither a count nor "untold"`);
    }
  }
  return map as unknown as Endings;
}

/**
 * Why an ending is not what is known of it, or undefined where it is. Nothing may get worse; what has become equal must leave the
 * list, so that it stays equal; what has become better may stay.
 */
export function judgeEnding(known: Ending | undefined, now: Ending): string | undefined {
  if (now === 0) return known === undefined ? undefined : 'it is equal now: take it off unequal.yaml';
  if (known === undefined) return now === 'untold' ? 'it was not told to its end' : `${now} differences from upstream`;
  if (known === 'untold') return undefined;
  if (now === 'untold') return `it was told to its end before, with ${known} differences`;
  return now > known ? `${now} differences from upstream, there were ${known}` : undefined;
}

const head = `# How far scenarios still are from upstream: by cluster, how many unexplained differences each has at most, or "untold" where it does
# not come to its end. Nothing may get worse, and what becomes equal must be taken off: the list only shrinks, until it is empty.
# UNEQUAL=write writes it anew from a run (of the scenarios that were told; the others keep theirs).
`;

/** Replaces what is known of the scenarios in `now`. */
export function writeEndings(file: string, cluster: string, now: ReadonlyMap<string, Ending>): void {
  const known = readEndings(file);
  const section = new Map(Object.entries(known[cluster] ?? {}));
  for (const [name, ending] of now) {
    if (ending === 0) section.delete(name);
    else section.set(name, ending);
  }
  const sorted = [...section].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = { ...known, [cluster]: Object.fromEntries(sorted) };
  writeFileSync(file, head + dump(all, { sortKeys: false }));
}

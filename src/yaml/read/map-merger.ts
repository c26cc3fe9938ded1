import type { YamlValue } from '../value.ts';
import { hasMember, setMember } from './members.ts';

type Members = { [key: string]: YamlValue };

/**
 * Applies the `<<` keys of one map. go-yaml v2 merges where the key stands, so that it also replaces what stands before it; v3 and
 * kustomize let the map's own keys win wherever they stand. Of a list of maps the first that has a key wins, in both.
 */
export class MapMerger {
  readonly #go2: boolean;
  readonly #merged = new Set<string>();
  #sources: Members[] = [];
  /** How many `<<` keys there were. */
  count = 0;

  constructor(go2: boolean) {
    this.#go2 = go2;
  }

  /** Takes what a `<<` key names; false where that is neither a map nor a list of maps. */
  merge(members: Members, value: YamlValue): boolean {
    this.count += 1;
    const sources = Array.isArray(value) ? value : [value];
    if (!sources.every((source) => typeof source === 'object' && source !== null && !Array.isArray(source)))
      return false;
    if (this.#go2) {
      for (const source of (sources as Members[]).toReversed()) this.#take(members, source);
    } else {
      this.#sources = sources as Members[];
    }
    return true;
  }

  /** Whether `key` came from a merge so far, so that writing it is no duplicate. */
  isMerged(key: string): boolean {
    return this.#merged.has(key);
  }

  /** Says that the map wrote `key` itself. */
  own(key: string): void {
    this.#merged.delete(key);
  }

  /** Adds what waits for the end of the map. */
  finish(members: Members): void {
    for (const source of this.#sources) {
      for (const key of Object.keys(source)) {
        if (!hasMember(members, key)) setMember(members, key, source[key] ?? null);
      }
    }
  }

  #take(members: Members, source: Members): void {
    for (const key of Object.keys(source)) {
      setMember(members, key, source[key] ?? null);
      this.#merged.add(key);
    }
  }
}

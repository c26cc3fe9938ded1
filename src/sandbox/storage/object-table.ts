import type { StoredObject } from '../storage.ts';

/** The objects of one resource: by key, and their keys in order. */
interface Partition {
  readonly byKey: Map<string, StoredObject>;
  readonly sorted: string[];
}

/** Current objects by key, cut by resource (`group/plural/`), each part kept in key order. */
export class ObjectTable {
  readonly #partitions = new Map<string, Partition>();

  get(key: string): StoredObject | undefined {
    return this.#partitions.get(partitionOf(key))?.byKey.get(key);
  }

  put(stored: StoredObject): void {
    const name = partitionOf(stored.key);
    let partition = this.#partitions.get(name);
    if (partition === undefined) {
      partition = { byKey: new Map(), sorted: [] };
      this.#partitions.set(name, partition);
    }
    if (!partition.byKey.has(stored.key)) {
      partition.sorted.splice(lowerBound(partition.sorted, stored.key), 0, stored.key);
    }
    partition.byKey.set(stored.key, stored);
  }

  delete(key: string): void {
    const partition = this.#partitions.get(partitionOf(key));
    if (partition?.byKey.delete(key) !== true) return;
    partition.sorted.splice(lowerBound(partition.sorted, key), 1);
  }

  /** The objects whose key starts with `prefix`, in key order; an empty prefix gives all, part by part. */
  scan(prefix: string): StoredObject[] {
    if (prefix === '') return [...this.#partitions.keys()].sort().flatMap((name) => this.scan(name));
    const partition = this.#partitions.get(partitionOf(prefix));
    if (partition === undefined) return [];
    const { sorted, byKey } = partition;
    const found: StoredObject[] = [];
    for (let index = lowerBound(sorted, prefix); index < sorted.length; index += 1) {
      const key = sorted[index] ?? '';
      if (!key.startsWith(prefix)) break;
      const stored = byKey.get(key);
      if (stored !== undefined) found.push(stored);
    }
    return found;
  }
}

/** The part that a key or a prefix belongs to: everything up to and with the second slash. */
export function partitionOf(key: string): string {
  return key.slice(0, key.indexOf('/', key.indexOf('/') + 1) + 1);
}

/** The first index whose key is not below `key`. */
function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

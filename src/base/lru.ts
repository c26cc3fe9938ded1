import { LRUCache } from 'lru-cache';

/** A map that forgets what was used least lately once it holds more than `max` entries or `maxSize` in all. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
}

/** Makes an Lru. `sizeOf` (bytes, at least 1) is needed with `maxSize`. */
export function createLru<V extends object>(
  options: { readonly max: number } | { readonly maxSize: number; readonly sizeOf: (value: V) => number },
): Lru<V> {
  const cache =
    'max' in options
      ? new LRUCache<string, V>({ max: options.max })
      : new LRUCache<string, V>({
          maxSize: options.maxSize,
          sizeCalculation: (value) => Math.max(1, options.sizeOf(value)),
        });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => void cache.set(key, value),
    delete: (key) => void cache.delete(key),
    clear: () => cache.clear(),
  };
}

import type { Type } from './types.ts';

/**
 * A value of CEL: null, bool, string, double (number) and int (bigint) are TypeScript's own; bytes are a Uint8Array.
 */
export type CelValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | Uint8Array
  | CelUint
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelType
  | CelOptional
  | CelObject;

/** An unsigned 64-bit integer. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A moment: nanoseconds since 1970, UTC. */
export class CelTimestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A span of time. */
export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value. */
export class CelType {
  readonly type: Type;

  constructor(type: Type) {
    this.type = type;
  }
}

/** A value that may be missing. */
export class CelOptional {
  readonly value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

/** The missing value. */
export const noValue = new CelOptional(undefined);

/** A value of a type that a library brings. `content` is the library's own. */
export class CelObject<T = unknown> {
  readonly type: Type;
  readonly content: T;
  /** The same for equal values. */
  readonly identity: string;
  /** What the value costs to walk over, as a string of this length would. */
  readonly size: number;

  constructor(type: Type, content: T, identity: string, size = 1) {
    this.type = type;
    this.content = content;
    this.identity = identity;
    this.size = size;
  }
}

/** A list. A subclass may bring its own equality and sum, as lists of type set and map do in Kubernetes. */
export class CelList {
  readonly items: readonly CelValue[];

  constructor(items: readonly CelValue[]) {
    this.items = items;
  }

  /** Whether it equals a list; undefined leaves that to a look at each item. */
  equalsList(_other: CelList): boolean | undefined {
    return undefined;
  }

  plus(other: CelList): CelList {
    return new CelList([...this.items, ...other.items]);
  }
}

/** A map, or an object with fields. */
export interface CelMapSource {
  readonly size: number;
  get(key: CelValue): CelValue | undefined;
  keys(): Iterable<CelValue>;
}

/** A map over whatever holds its entries. */
export class CelMap {
  readonly source: CelMapSource;
  /** The struct type that it is a value of, where it is no map. */
  readonly type: Type | undefined;

  constructor(source: CelMapSource, type?: Type) {
    this.source = source;
    this.type = type;
  }

  get size(): number {
    return this.source.size;
  }

  get(key: CelValue): CelValue | undefined {
    return this.source.get(key);
  }

  keys(): Iterable<CelValue> {
    return this.source.keys();
  }
}

/** What a key is kept under: numbers of all types that are equal share it. */
export function keyOf(key: CelValue): unknown {
  if (key instanceof CelUint) return key.value;
  if (typeof key === 'number' && Number.isInteger(key)) return BigInt(key);
  return key;
}

/** Entries in the order in which they were set. */
export class EntryMap implements CelMapSource {
  readonly #entries = new Map<unknown, readonly [CelValue, CelValue]>();

  get size(): number {
    return this.#entries.size;
  }

  /** Sets an entry; false where the key was there already. */
  add(key: CelValue, value: CelValue): boolean {
    const kept = keyOf(key);
    if (this.#entries.has(kept)) return false;
    this.#entries.set(kept, [key, value]);
    return true;
  }

  get(key: CelValue): CelValue | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }

  *keys(): Iterable<CelValue> {
    for (const [key] of this.#entries.values()) yield key;
  }
}

/** A map with the given entries. */
export function celMap(entries: Iterable<readonly [CelValue, CelValue]>): CelMap {
  const source = new EntryMap();
  for (const [key, value] of entries) source.add(key, value);
  return new CelMap(source);
}

/** How many code points a string has. */
export function textLength(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(at + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        count -= 1;
        at += 1;
      }
    }
  }
  return count;
}

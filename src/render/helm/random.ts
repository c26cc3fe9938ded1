import { createHmac } from 'node:crypto';
import type { Random } from '../../base/index.ts';
import type { RandomSource } from '../../lang/index.ts';

/** Randomness of a render, which knows which template draws. */
export interface ReleaseRandom extends RandomSource {
  /** Called before a template is executed. */
  enter(template: string): void;
}

/** True randomness. */
export function trueRandom(random: Random): ReleaseRandom {
  return { enter: () => undefined, open: () => ({ bytes: (count) => random.bytes(count) }) };
}

/**
 * Randomness that is the same in every render of a release and that nobody can compute who does not know the key: HMAC-SHA256 over namespace,
 * release, template, call, how often that was called before, and a counter.
 */
export function keyedRandom(
  key: Uint8Array,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): ReleaseRandom {
  let template = '';
  const calls = new Map<string, number>();
  return {
    enter: (path) => void (template = path),
    open(call) {
      const place = JSON.stringify([namespace, name, template, call]);
      const before = calls.get(place) ?? 0;
      calls.set(place, before + 1);
      return new KeyedStream(key, `${place} ${before}`);
    },
  };
}

class KeyedStream {
  readonly #key: Uint8Array;
  readonly #place: string;
  #block: Buffer = Buffer.alloc(0);
  #blocks = 0;

  constructor(key: Uint8Array, place: string) {
    this.#key = key;
    this.#place = place;
  }

  bytes(count: number): Uint8Array {
    while (this.#block.length < count) {
      const next = createHmac('sha256', this.#key).update(`${this.#place} ${this.#blocks}`).digest();
      this.#block = Buffer.concat([this.#block, next]);
      this.#blocks += 1;
    }
    const drawn = this.#block.subarray(0, count);
    this.#block = this.#block.subarray(count);
    return drawn;
  }
}

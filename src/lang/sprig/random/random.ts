/**
 * Where random functions draw from. A source that is truly random ignores what it is asked for; one that is keyed derives each stream from its key
 * and `call`, so that a template gets the same values whenever it is rendered.
 */
export interface RandomSource {
  /** Opens the bytes for one call of a function. `call` names it and what it was called with: `randAlphaNum 16`. Two equal calls are two streams. */
  open(call: string): RandomStream;
}

/** Random bytes, as many as are asked for. */
export interface RandomStream {
  bytes(count: number): Uint8Array;
}

/** A whole number from 0 to below `bound`, each as likely as the others. `bound` is at most 2^48. */
export function drawBelow(stream: RandomStream, bound: number): number {
  const size = bound <= 0x100 ? 1 : bound <= 0x10000 ? 2 : 6;
  const range = 2 ** (8 * size);
  const limit = range - (range % bound);
  for (;;) {
    const drawn = Buffer.from(stream.bytes(size)).readUIntBE(0, size);
    if (drawn < limit) return drawn % bound;
  }
}

/** The same for bounds of any size, as crypto/rand's Int draws them. */
export function drawIntegerBelow(stream: RandomStream, bound: bigint): bigint {
  const bits = (bound - 1n).toString(2).length;
  const size = Math.ceil(bits / 8);
  for (;;) {
    const drawn = BigInt.asUintN(bits, BigInt(`0x0${Buffer.from(stream.bytes(size)).toString('hex')}`));
    if (drawn < bound) return drawn;
  }
}

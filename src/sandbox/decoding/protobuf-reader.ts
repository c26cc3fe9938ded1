import { DecodeError } from './typed-codec.ts';

/** How deep messages may lie in one another. */
const maxDepth = 100;

/** Reads the wire format of protobuf. Every method throws DecodeError where the data ends too early or is none. */
export class ProtobufReader {
  readonly #data: Uint8Array;
  readonly #depth: number;
  #at = 0;
  #wire = 0;

  constructor(data: Uint8Array, depth = 0) {
    if (depth > maxDepth) throw new DecodeError('exceeded max depth');
    this.#data = data;
    this.#depth = depth;
  }

  /** Calls `read` for each field with its number; `read` takes or skips the value. */
  each(read: (number: number, reader: ProtobufReader) => void): void {
    while (this.#at < this.#data.length) {
      const tag = Number(this.#varint());
      this.#wire = tag & 7;
      read(tag >>> 3, this);
    }
  }

  varint(): bigint {
    this.#expect(0);
    return this.#varint();
  }

  double(): number {
    this.#expect(1);
    const bytes = this.#take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }

  bytes(): Uint8Array {
    this.#expect(2);
    return this.#take(Number(this.#varint()));
  }

  /** A message inside the message. */
  message(): ProtobufReader {
    return new ProtobufReader(this.bytes(), this.#depth + 1);
  }

  text(): string {
    return Buffer.from(this.bytes()).toString('utf8');
  }

  /** A value of a repeated field: one, or several where numbers are packed. */
  repeated<T>(read: () => T, packable: boolean): T[] {
    if (!packable || this.#wire !== 2) return [read()];
    const end = Number(this.#varint()) + this.#at;
    if (end > this.#data.length) throw truncated();
    const items: T[] = [];
    this.#wire = 0;
    while (this.#at < end) items.push(read());
    return items;
  }

  /** A number or bytes, whichever it is. */
  any(): bigint | Uint8Array {
    if (this.#wire === 0) return this.#varint();
    if (this.#wire === 2) return this.#take(Number(this.#varint()));
    return this.#take(this.#wire === 1 ? 8 : 4);
  }

  skip(): void {
    this.any();
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#data[this.#at];
      if (byte === undefined) throw truncated();
      this.#at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new DecodeError('proto: integer overflow');
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (!(length >= 0) || end > this.#data.length) throw truncated();
    const taken = this.#data.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  #expect(wire: number): void {
    if (this.#wire === 3 || this.#wire === 4 || this.#wire > 5) {
      throw new DecodeError(`proto: illegal wireType ${this.#wire}`);
    }
    if (this.#wire !== wire) throw new DecodeError(`proto: wrong wireType = ${this.#wire}`);
  }
}

function truncated(): DecodeError {
  return new DecodeError('unexpected EOF');
}

/** Distinguished encoding of ASN.1 (X.690): what keys and certificates are written in. */

/** A value of a tag: one octet, the form that certificates need. */
export function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** SEQUENCE. */
export function sequence(...members: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...members);
}

/** SET of one member, so that there is nothing to sort. */
export function set(member: Uint8Array): Buffer {
  return tagged(0x31, member);
}

/** INTEGER of a number that is not negative. */
export function integer(value: bigint): Buffer {
  const bytes = bytesOfInteger(value);
  return tagged(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

/** A number in as few octets as it needs, or `size` of them. */
export function bytesOfInteger(value: bigint, size = 1): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(even.padStart(size * 2, '0'), 'hex');
}

/** BOOLEAN true, the only one that is ever written. */
export const yes: Buffer = tagged(0x01, Buffer.from([0xff]));
/** NULL. */
export const nothing: Buffer = tagged(0x05);

/** OCTET STRING. */
export function octets(...contents: readonly Uint8Array[]): Buffer {
  return tagged(0x04, ...contents);
}

/** BIT STRING; the last `unused` bits are not part of it. */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), content);
}

/** OBJECT IDENTIFIER of its dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const octets = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(128 + (rest % 128));
  return octets;
}

/** One value as it lies in bytes. */
export interface Element {
  readonly tag: number;
  /** With its tag and length. */
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** The values that lie one after another in bytes; undefined where they are none. */
export function elementsOf(bytes: Buffer): readonly Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1];
    if (first === undefined) return undefined;
    const extra = first < 0x80 ? 0 : first & 0x7f;
    if (extra > 4 || at + 2 + extra > bytes.length) return undefined;
    const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra);
    const start = at + 2 + extra;
    if (start + length > bytes.length) return undefined;
    elements.push({ tag, whole: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

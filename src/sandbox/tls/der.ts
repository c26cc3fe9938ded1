/** The part of DER (ITU-T X.690) that a certificate needs. Every function gives one whole element. */

/** Any element: its tag, its length, its content. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** A sequence of elements. */
export function sequence(...items: readonly Uint8Array[]): Buffer {
  return element(0x30, ...items);
}

/** A positive integer from its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  // A first bit that is set would make it negative.
  return element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** An object identifier from its text, such as `2.5.29.17`. */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** A text. */
export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** Any bytes. */
export function octetString(content: Uint8Array): Buffer {
  return element(0x04, content);
}

/** A bit string whose last byte has `unused` bits that do not count. */
export function bitString(content: Uint8Array, unused = 0): Buffer {
  return element(0x03, Buffer.from([unused]), content);
}

/** The value true; false is never written, being the default wherever DER has one. */
export function booleanTrue(): Buffer {
  return element(0x01, Buffer.from([0xff]));
}

/** A time between 2050 and 9999 as GeneralizedTime, an earlier one as UTCTime, as RFC 5280 asks. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return digits >= '2050'
    ? element(0x18, Buffer.from(`${digits}Z`))
    : element(0x17, Buffer.from(`${digits.slice(2)}Z`));
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let left = length; left > 0; left >>= 8) bytes.unshift(left & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

import { HelmError } from '../error.ts';

/** One entry of a tar archive. */
export interface TarEntry {
  /** A byte string. */
  readonly name: string;
  readonly size: number;
  readonly isFolder: boolean;
  /** It describes other entries and is none itself. */
  readonly isHeader: boolean;
  readonly data: Uint8Array;
}

const block = 512;

/**
 * Reads a tar archive that is in memory, synchronously (a worker renders, and tar-stream is asynchronous): ustar, GNU long names, PAX paths and
 * sizes. Links have no content. Throws HelmError `bad-chart` where it is damaged.
 */
export class TarReader {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  *entries(): Generator<TarEntry, void, undefined> {
    let longName: string | undefined;
    let pax: ReadonlyMap<string, string> = new Map();
    for (let at = 0; at + block <= this.#bytes.length;) {
      const header = this.#bytes.subarray(at, at + block);
      if (header.every((byte) => byte === 0)) return;
      checkSum(header);
      const type = String.fromCharCode(header[156] ?? 0);
      const hasData = !'123456'.includes(type) || type === '\0';
      const size = hasData ? sizeOf(header, pax) : 0;
      const start = at + block;
      if (start + size > this.#bytes.length) throw new HelmError('bad-chart', 'unexpected EOF');
      const data = this.#bytes.subarray(start, start + size);
      at = start + Math.ceil(size / block) * block;
      if (type === 'L') {
        longName = textUpToNul(data);
      } else if (type === 'x') {
        pax = readPax(data);
      } else {
        const isHeader = type === 'g' || type === 'K';
        const name = pax.get('path') ?? longName ?? headerName(header);
        yield { name, size, isFolder: type === '5' || name.endsWith('/'), isHeader, data };
        if (!isHeader) {
          longName = undefined;
          pax = new Map();
        }
      }
    }
  }
}

function headerName(header: Buffer): string {
  const name = textUpToNul(header.subarray(0, 100));
  const isUstar = header.subarray(257, 262).toString('latin1') === 'ustar';
  const isGnu = header.subarray(257, 265).toString('latin1') === 'ustar  \0';
  const prefix = isUstar && !isGnu ? textUpToNul(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function sizeOf(header: Buffer, pax: ReadonlyMap<string, string>): number {
  const said = pax.get('size');
  const size = said === undefined ? numberOf(header.subarray(124, 136)) : Number(said);
  if (!Number.isSafeInteger(size) || size < 0) throw new HelmError('bad-chart', 'archive/tar: invalid tar header');
  return size;
}

/** Octal text, or base 256 where the first bit says so. */
function numberOf(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) !== 0) {
    return field.reduce((value, byte, index) => value * 256 + (index === 0 ? byte & 0x7f : byte), 0);
  }
  const text = textUpToNul(field).trim();
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : NaN;
}

function checkSum(header: Buffer): void {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  if (sum !== numberOf(header.subarray(148, 156))) throw new HelmError('bad-chart', 'archive/tar: invalid tar header');
}

function readPax(data: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let rest = data.toString('latin1');
  while (rest !== '') {
    const length = Number(/^(\d{1,9}) /.exec(rest)?.[1]);
    const equals = rest.indexOf('=');
    if (!(length > 0) || length > rest.length || equals < 0 || equals >= length) {
      throw new HelmError('bad-chart', 'archive/tar: invalid tar header');
    }
    records.set(rest.slice(rest.indexOf(' ') + 1, equals), rest.slice(equals + 1, length - 1));
    rest = rest.slice(length);
  }
  return records;
}

function textUpToNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
}

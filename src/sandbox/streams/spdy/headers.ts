import { createInflate, type Inflate } from 'node:zlib';
import { headerDictionary } from './dictionary.ts';

/** A block of headers may not be larger, packed or not. */
const blockLimit = 64 * 1024;

/** Headers by lower-case name. */
export type SpdyHeaders = ReadonlyMap<string, string>;

/** Unpacks the header blocks of one direction of a session, which are one zlib stream. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({ dictionary: headerDictionary });
  #chunks: Buffer[] = [];
  #size = 0;
  #failed: Error | undefined;

  constructor() {
    this.#inflate.on('error', (error) => (this.#failed = error));
    this.#inflate.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (this.#size > blockLimit) this.#inflate.destroy(tooLarge());
    });
  }

  /** The headers of the next block. Rejects where it is none, or too large. */
  async read(block: Buffer): Promise<SpdyHeaders> {
    if (block.length > blockLimit) throw tooLarge();
    this.#chunks = [];
    this.#size = 0;
    await new Promise<void>((resolve, reject) => {
      this.#inflate.once('error', reject);
      this.#inflate.write(block, (error) => {
        this.#inflate.off('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
    if (this.#failed !== undefined) throw this.#failed;
    return parse(Buffer.concat(this.#chunks));
  }

  close(): void {
    this.#inflate.destroy();
  }
}

function tooLarge(): Error {
  return new Error('a block of headers is too large');
}

/** An empty block: readers give what they have unpacked. */
const flushed = [0x00, 0x00, 0x00, 0xff, 0xff];

/** Packs blocks without headers, which is all that a server has to say: stored blocks of one zlib stream, which need no compressor. */
export class EmptyHeaderWriter {
  #begun = false;

  next(): Buffer {
    const block = Buffer.from([0x00, 0x04, 0x00, 0xfb, 0xff, 0, 0, 0, 0, ...flushed]);
    const start = this.#begun ? Buffer.alloc(0) : Buffer.from([0x78, 0x01]);
    this.#begun = true;
    return Buffer.concat([start, block]);
  }
}

function parse(data: Buffer): SpdyHeaders {
  const headers = new Map<string, string>();
  let at = 0;
  const number = (): number => {
    const value = data.readUInt32BE(at);
    at += 4;
    return value;
  };
  const text = (): string => {
    const length = number();
    if (length > data.length - at) throw new Error('a block of headers ends too early');
    at += length;
    return data.toString('utf8', at - length, at);
  };
  for (let left = number(); left > 0; left -= 1) {
    const name = text().toLowerCase();
    // Several values lie between zero bytes.
    headers.set(name, text().split('\0')[0] ?? '');
  }
  return headers;
}

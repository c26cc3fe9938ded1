import { Duplex } from 'node:stream';
import { EmptyHeaderWriter, HeaderReader, type SpdyHeaders } from './headers.ts';

/** A data frame that we send is at most so large. */
const chunkSize = 32 * 1024;
/** Larger frames end a session. */
const frameLimit = 4 * 1024 * 1024;
/** More streams at a time are refused. */
const streamLimit = 1000;

const types = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const;
const refusedStream = 3;
const cancelled = 5;
const fin = 0x01;

/** A stream that the client has opened. */
export interface SpdyStream {
  readonly id: number;
  readonly headers: SpdyHeaders;
  /** What goes to and fro; ending it ends our direction only, destroying it both. */
  readonly bytes: Duplex;
}

/**
 * The server's end of a SPDY/3.1 session, as far as Kubernetes' clients speak it: streams that the client opens, data, resets, pings and
 * goodbyes (moby/spdystream). As there, flow is controlled by the connection alone.
 */
export class SpdySession {
  readonly #socket: Duplex;
  readonly #opened: (stream: SpdyStream) => void;
  readonly #closed: () => void;
  readonly #reader = new HeaderReader();
  readonly #writer = new EmptyHeaderWriter();
  readonly #streams = new Map<number, StreamState>();
  #ended = false;

  constructor(socket: Duplex, head: Buffer, events: { opened(stream: SpdyStream): void; closed(): void }) {
    this.#socket = socket;
    this.#opened = (stream) => events.opened(stream);
    this.#closed = () => events.closed();
    socket.on('error', () => socket.destroy());
    if (head.length > 0) socket.unshift(head);
  }

  /** Serves the client; resolves at the end of the session. */
  async serve(): Promise<void> {
    // Whatever is wrong with a session ends it.
    await this.#read().catch(() => undefined);
    this.#end();
  }

  /** Says goodbye and ends every stream. */
  close(): void {
    if (this.#ended) return;
    this.#send(control(types.goAway, 0, Buffer.alloc(8)));
    this.#end();
  }

  async #read(): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 8) {
        const size = rest.readUIntBE(5, 3);
        if (size > frameLimit) throw new Error('a frame is too large');
        if (rest.length < 8 + size) break;
        const frame = rest.subarray(0, 8 + size);
        rest = rest.subarray(8 + size);
        await this.#frame(frame);
        if (this.#ended) return;
      }
    }
  }

  async #frame(frame: Buffer): Promise<void> {
    const flags = frame[4] ?? 0;
    const body = frame.subarray(8);
    if (((frame[0] ?? 0) & 0x80) === 0) {
      await this.#data(frame.readUInt32BE(0), body, (flags & fin) !== 0);
      return;
    }
    switch (frame.readUInt16BE(2)) {
      case types.synStream:
        await this.#synStream(body, flags);
        return;
      case types.rstStream:
        this.#streams.get(body.readUInt32BE(0))?.bytes.destroy();
        return;
      case types.ping:
        // Odd numbers are the client's: they come back as they are.
        if (body.readUInt32BE(0) % 2 === 1) this.#send(control(types.ping, 0, Buffer.from(body)));
        return;
      case types.goAway:
        this.#socket.end();
        return;
      default:
      // Settings, headers and windows change nothing here.
    }
  }

  async #synStream(body: Buffer, flags: number): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fff_ffff;
    const headers = await this.#reader.read(body.subarray(10));
    if (this.#streams.has(id)) throw new Error('a stream is opened twice');
    if (this.#streams.size >= streamLimit) {
      this.#send(control(types.rstStream, 0, numbers(id, refusedStream)));
      return;
    }
    const state = this.#makeStream(id);
    if ((flags & fin) !== 0) state.ended();
    this.#send(control(types.synReply, 0, Buffer.concat([numbers(id), this.#writer.next()])));
    this.#opened({ id, headers, bytes: state.bytes });
  }

  async #data(id: number, body: Buffer, last: boolean): Promise<void> {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (body.length > 0) await stream.take(Buffer.from(body));
    if (last) stream.ended();
  }

  #makeStream(id: number): StreamState {
    let wantsMore = (): void => undefined;
    let gaveAll = false;
    let finished = false;
    let over = false;
    const bytes = new Duplex({
      allowHalfOpen: true,
      read: () => wantsMore(),
      write: (chunk: Buffer, _encoding, done) => {
        for (let at = 0; at < chunk.length; at += chunkSize) {
          this.#send(data(id, 0, chunk.subarray(at, at + chunkSize)));
        }
        if (this.#socket.writableNeedDrain && !this.#ended) this.#socket.once('drain', () => done());
        else done();
      },
      final: (done) => {
        finished = true;
        this.#send(data(id, fin, Buffer.alloc(0)));
        if (gaveAll) this.#streams.delete(id);
        done();
      },
      destroy: (error, done) => {
        over = true;
        wantsMore();
        if (this.#streams.delete(id) && !(finished && gaveAll)) {
          this.#send(control(types.rstStream, 0, numbers(id, cancelled)));
        }
        done(error);
      },
    });
    bytes.on('error', () => undefined);
    const state: StreamState = {
      bytes,
      take: async (chunk) => {
        if (over || gaveAll || bytes.push(chunk)) return;
        await new Promise<void>((resolve) => (wantsMore = resolve));
      },
      ended: () => {
        if (gaveAll || over) return;
        gaveAll = true;
        bytes.push(null);
        if (finished) this.#streams.delete(id);
      },
    };
    this.#streams.set(id, state);
    return state;
  }

  #send(frame: Buffer): void {
    if (!this.#ended && this.#socket.writable) this.#socket.write(frame);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { bytes } of this.#streams.values()) bytes.destroy();
    this.#streams.clear();
    this.#reader.close();
    this.#socket.end();
    this.#closed();
  }
}

interface StreamState {
  readonly bytes: Duplex;
  /** Resolves when the stream takes more: until then nothing is read from the connection. */
  take(chunk: Buffer): Promise<void>;
  ended(): void;
}

function control(type: number, flags: number, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(0x8003, 0);
  header.writeUInt16BE(type, 2);
  header[4] = flags;
  header.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([header, body]);
}

function data(id: number, flags: number, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(id, 0);
  header[4] = flags;
  header.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([header, body]);
}

function numbers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}

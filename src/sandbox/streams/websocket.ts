import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** Larger messages end a connection; clients send 32 kB at a time. */
const messageLimit = 8 * 1024 * 1024;
/** More unsent bytes than these let the sender wait. */
const backlog = 1024 * 1024;

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** What is told of a connection. */
export interface WebSocketEvents {
  /** A whole message. */
  message(data: Buffer): void;
  /** The end, by whomever. Nothing follows. */
  closed(): void;
}

/** The value of `Sec-WebSocket-Accept` for a key (RFC 6455, 4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** The server's end of a WebSocket (RFC 6455) on a socket that has been upgraded. */
export class WebSocketConnection {
  readonly #socket: Duplex;
  readonly #events: WebSocketEvents;
  #buffered: Buffer[] = [];
  #size = 0;
  #fragments: Buffer[] = [];
  #fragmentsSize = 0;
  #ended = false;

  constructor(socket: Duplex, head: Buffer, events: WebSocketEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.once('close', () => this.#end());
    socket.once('end', () => this.#end());
    socket.on('error', () => socket.destroy());
    if (head.length > 0) this.#take(head);
  }

  /** Sends a binary message; false where the caller had better wait for `drained`. */
  send(data: Buffer): boolean {
    this.#write(opcodes.binary, data);
    return this.#socket.writableLength < backlog;
  }

  /** Resolves when more can be sent. */
  drained(): Promise<void> {
    if (this.#ended || this.#socket.writableLength < backlog) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('drain', resolve);
      this.#socket.once('close', resolve);
    });
  }

  /** Reads no further until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Says goodbye; the client closes the connection, or it is cut off. */
  close(code = 1000): void {
    if (this.#ended) return;
    const body = Buffer.alloc(2);
    body.writeUInt16BE(code);
    this.#write(opcodes.close, body);
    this.#end();
    this.#socket.end();
  }

  #write(opcode: number, data: Buffer): void {
    if (this.#ended || this.#socket.destroyed) return;
    const long = data.length > 0xffff;
    const header = Buffer.alloc(data.length < 126 ? 2 : long ? 10 : 4);
    header[0] = 0x80 | opcode;
    if (data.length < 126) header[1] = data.length;
    else if (long) {
      header[1] = 127;
      header.writeBigUInt64BE(BigInt(data.length), 2);
    } else {
      header[1] = 126;
      header.writeUInt16BE(data.length, 2);
    }
    this.#socket.cork();
    this.#socket.write(header);
    this.#socket.write(data);
    this.#socket.uncork();
  }

  #take(chunk: Buffer): void {
    if (this.#ended) return;
    this.#buffered.push(chunk);
    this.#size += chunk.length;
    if (this.#size < 2) return;
    let rest = this.#buffered.length === 1 ? chunk : Buffer.concat(this.#buffered);
    for (;;) {
      const frame = readFrame(rest);
      if (frame === 'too-large') {
        this.close(1009);
        return;
      }
      if (frame === undefined) break;
      rest = rest.subarray(frame.length);
      this.#frame(frame);
      if (this.#ended) return;
    }
    this.#buffered = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
  }

  #frame({ opcode, final, data }: Frame): void {
    switch (opcode) {
      case opcodes.close:
        this.close();
        return;
      case opcodes.ping:
        this.#write(opcodes.pong, data);
        return;
      case opcodes.pong:
        return;
      default:
        this.#fragments.push(data);
        this.#fragmentsSize += data.length;
        if (this.#fragmentsSize > messageLimit) {
          this.close(1009);
          return;
        }
        if (!final) return;
        const message = this.#fragments.length === 1 ? data : Buffer.concat(this.#fragments);
        this.#fragments = [];
        this.#fragmentsSize = 0;
        this.#events.message(message);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.closed();
  }
}

interface Frame {
  readonly opcode: number;
  readonly final: boolean;
  readonly data: Buffer;
  /** Of the whole frame. */
  readonly length: number;
}

/** The first frame of a buffer; undefined where it is not complete. */
function readFrame(buffer: Buffer): Frame | 'too-large' | undefined {
  if (buffer.length < 2) return undefined;
  const [first = 0, second = 0] = buffer;
  let size = second & 0x7f;
  let at = 2;
  if (size === 126) {
    if (buffer.length < 4) return undefined;
    size = buffer.readUInt16BE(2);
    at = 4;
  } else if (size === 127) {
    if (buffer.length < 10) return undefined;
    size = Number(buffer.readBigUInt64BE(2));
    at = 10;
  }
  if (size > messageLimit) return 'too-large';
  const masked = (second & 0x80) !== 0;
  const start = at + (masked ? 4 : 0);
  if (buffer.length < start + size) return undefined;
  const data = Buffer.from(buffer.subarray(start, start + size));
  if (masked)
    for (let index = 0; index < size; index += 1) data[index] = (data[index] ?? 0) ^ (buffer[at + (index & 3)] ?? 0);
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, data, length: start + size };
}

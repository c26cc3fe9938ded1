import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HeaderReader } from './spdy/headers.ts';
import { acceptOf, WebSocketConnection } from './websocket.ts';

/** A frame as clients send it: masked. */
function frame(opcode: number, data: Buffer, final = true): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const size =
    data.length < 126 ? Buffer.from([0x80 | data.length]) : Buffer.from([0xfe, data.length >> 8, data.length & 0xff]);
  const masked = data.map((byte, index) => byte ^ (mask[index & 3] ?? 0));
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode]), size, mask, masked]);
}

function open() {
  const sent: Buffer[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => (sent.push(chunk), done()),
  });
  const messages: string[] = [];
  let closed = false;
  const connection = new WebSocketConnection(socket, Buffer.alloc(0), {
    message: (data) => messages.push(data.toString()),
    closed: () => (closed = true),
  });
  const give = async (data: Buffer): Promise<void> => {
    socket.push(data);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { connection, messages, give, sent: () => Buffer.concat(sent), closed: () => closed };
}

describe('a WebSocket', () => {
  it('accepts as the specification says', () => {
    expect(acceptOf('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('reads messages however they are cut', async () => {
    const { messages, give } = open();
    const long = 'y'.repeat(300);
    const all = Buffer.concat([
      frame(2, Buffer.from('one')),
      frame(2, Buffer.from('t'), false),
      frame(9, Buffer.from('?')),
      frame(0, Buffer.from('wo')),
      frame(2, Buffer.from(long)),
    ]);
    for (let at = 0; at < all.length; at += 3) await give(all.subarray(at, at + 3));
    expect(messages).toEqual(['one', 'two', long]);
  });

  it('answers pings and goodbyes, and is cut off by what is too large', async () => {
    const first = open();
    await first.give(frame(9, Buffer.from('hi')));
    expect(first.sent()).toEqual(Buffer.from([0x8a, 2, ...Buffer.from('hi')]));
    await first.give(frame(8, Buffer.alloc(0)));
    expect(first.closed()).toBe(true);
    const second = open();
    await second.give(Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0]));
    expect(second.closed()).toBe(true);
    expect(second.sent()).toEqual(Buffer.from([0x88, 2, 0x03, 0xf1]));
  });
});

describe('headers of SPDY', () => {
  it('are refused where they are no block, or too large', async () => {
    const reader = new HeaderReader();
    await expect(reader.read(Buffer.from('not packed at all'))).rejects.toThrow(/header check|invalid/);
    await expect(new HeaderReader().read(Buffer.alloc(70_000))).rejects.toThrow('too large');
  });
});

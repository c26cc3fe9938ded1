import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SourceError } from '../error.ts';
import { type HttpReply, publicAddress, sendFailure } from './client.ts';

/** The error for a body of more than `maxBytes`. */
export function tooLarge(url: string, maxBytes: number): SourceError {
  const object = publicAddress(url);
  return new SourceError('too-large', `${object}: the server sends more than ${maxBytes} bytes`, { object });
}

/** The body of an answer, unzipped where it is, of at most `maxBytes`. Throws SourceError. */
export async function readBody(reply: HttpReply, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (body: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(reply.url, maxBytes);
      chunks.push(chunk);
    }
  };
  try {
    if (reply.headers['content-encoding'] === 'gzip') await pipeline(reply.body, createGunzip(), collect);
    else await collect(reply.body);
  } catch (error) {
    throw sendFailure(error, reply.url);
  } finally {
    dropBody(reply.body);
  }
  return Buffer.concat(chunks);
}

/** Ends a body that nobody reads, so that it does not hold its connection. */
export function dropBody(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

import { gunzip, gunzipSync } from 'node:zlib';
import { TooLargeError } from './network-error.ts';

/** Below this the thread pool costs more than it saves. */
const syncBytes = 32 * 1024;

/** Unpacks a gzip body of at most `maxBytes` unpacked. Throws TooLargeError, and zlib's own error for what is not gzip. */
export async function unpack(body: Buffer, maxBytes: number, object: string): Promise<Buffer> {
  // Large output chunks save most of the hops between threads: a page of pods unpacks to more than a megabyte.
  const options = { maxOutputLength: maxBytes, chunkSize: 512 * 1024 };
  try {
    if (body.length <= syncBytes) return gunzipSync(body, { maxOutputLength: maxBytes });
    return await new Promise<Buffer>((resolve, reject) => {
      gunzip(body, options, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new TooLargeError('server-error', `an answer unpacks to more than ${maxBytes} bytes`, {
      object,
      cause: error,
    });
  }
}

import type { IncomingMessage } from 'node:http';
import { ApiError, badRequest, entityTooLarge } from '../../machinery/api-error.ts';

/** The limit of a request's body, as apiserver has it (MaxRequestBodyBytes). */
export const maxBodyBytes = 3 * 1024 * 1024;

/** Reads the body of a request. Throws ApiError 413 where it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBodyBytes) throw entityTooLarge(`limit is ${maxBodyBytes}`);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBodyBytes) throw entityTooLarge(`limit is ${maxBodyBytes}`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw badRequest(`unable to read request body: ${error instanceof Error ? error.message : String(error)}`);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

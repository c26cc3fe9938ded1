import { ApiError } from './api-error.ts';

/** No body of this API is longer: the longest names a thousand objects. */
const maxBodyBytes = 512 * 1024;

/** The JSON of a request. Throws ApiError. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ApiError('unsupported-media-type', 'the body must be JSON, with Content-Type: application/json');
  }
  const tooLarge = new ApiError('too-large', `the body is larger than ${maxBodyBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new ApiError('invalid-request', 'the body is no JSON');
  }
}

import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Context } from 'hono';

const compress = promisify(gzip);

/** Shorter answers fit one packet as they are. */
const minCompressedBytes = 1_400;

/** What every answer of the API says: it is for this person, now, and is no page. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  Vary: 'Accept-Encoding, Cookie, Authorization',
};

/** JSON, packed where that is worth it and the client takes it. */
export async function jsonAnswer(
  context: Context,
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const text = JSON.stringify(value);
  const all = { ...answerHeaders, 'Content-Type': 'application/json; charset=utf-8', ...headers };
  if (text.length < minCompressedBytes || !/\bgzip\b/.test(context.req.header('accept-encoding') ?? '')) {
    return new Response(text, { status, headers: all });
  }
  const packed = await compress(text, { level: constants.Z_BEST_SPEED });
  return new Response(packed, { status, headers: { ...all, 'Content-Encoding': 'gzip' } });
}

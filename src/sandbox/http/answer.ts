import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Json } from '../../base/index.ts';

/** Answers above this many bytes are compressed where the client can read that (apiserver endpoints/handlers/responsewriters). */
const gzipFrom = 128 * 1024;

/** How an answer is sent. */
export interface AnswerOptions {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a text and ends the answer. */
export function sendText(response: ServerResponse, text: string, options: AnswerOptions): void {
  if (response.headersSent || response.destroyed) return;
  let body: Buffer = Buffer.from(text);
  const headers: Record<string, string | number> = {
    'Content-Type': options.contentType,
    'Cache-Control': 'no-cache, private',
    ...options.headers,
  };
  if (body.length > gzipFrom && acceptsGzip(response)) {
    // The fastest level: what counts is the size of lists on a loopback, not the last percent.
    body = gzipSync(body, { level: 1 });
    headers['Content-Encoding'] = 'gzip';
    headers['Vary'] = 'Accept-Encoding';
  }
  headers['Content-Length'] = body.length;
  response.writeHead(options.status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, value: Json): void {
  sendText(response, `${JSON.stringify(value)}\n`, { status, contentType: 'application/json' });
}

/** Adds a warning to the answer, as Kubernetes' clients print it. */
export function addWarning(response: ServerResponse, text: string): void {
  if (response.headersSent) return;
  const quoted = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[\r\n]+/g, ' ');
  response.appendHeader('Warning', `299 - "${quoted}"`);
}

function acceptsGzip(response: ServerResponse): boolean {
  const accepted = response.req.headers['accept-encoding'];
  return typeof accepted === 'string' && /\bgzip\b/.test(accepted);
}

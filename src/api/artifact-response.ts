import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** A stored artifact as an HTTP answer, streamed from its file. */
export function artifactResponse(artifact: {
  readonly file: string;
  readonly size: number;
  readonly modifiedAt: number;
}): Response {
  const body = Readable.toWeb(createReadStream(artifact.file)) as ReadableStream<Uint8Array>;
  return new Response(body, {
    headers: {
      'content-type': 'application/gzip',
      'content-length': String(artifact.size),
      'last-modified': new Date(artifact.modifiedAt).toUTCString(),
    },
  });
}

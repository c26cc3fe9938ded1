import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ArtifactStore } from './store.ts';

/** What an HTTP server answers for an artifact. */
export interface ServedArtifact {
  readonly headers: Readonly<Record<string, string>>;
  /** Opens the content; not called for HEAD. */
  readonly open: () => Readable;
}

/** What is under the path of a request, such as `/gitrepository/default/app/<commit>.tar.gz`; undefined for 404. */
export async function serveArtifact(store: ArtifactStore, path: string): Promise<ServedArtifact | undefined> {
  const found = await store.find(path.replace(/^\//, ''));
  if (found === undefined) return undefined;
  return {
    headers: {
      'content-type': contentTypes.find(([suffix]) => path.endsWith(suffix))?.[1] ?? 'application/octet-stream',
      'content-length': String(found.size),
      'last-modified': new Date(found.modifiedAt).toUTCString(),
      'x-content-type-options': 'nosniff',
    },
    open: () => createReadStream(found.file),
  };
}

const contentTypes: readonly (readonly [string, string])[] = [
  ['.tar.gz', 'application/gzip'],
  ['.tgz', 'application/gzip'],
  ['.yaml', 'application/yaml'],
];

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the built page. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** The same, packed by gzip and by Brotli, where the build left it beside it. */
  readonly packed: Readonly<Partial<Record<'br' | 'gzip', Uint8Array<ArrayBuffer>>>>;
}

/** The built page, by the path in its address. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Where the page is built to: `ui/dist` beside the sources, `ui` beside the bundle. */
export const builtPageDir = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../ui/dist' : './ui', import.meta.url),
);

/** A page is a few megabytes: what is more is none. */
const maxFiles = 1_000;
const maxBytes = 64 * 1024 * 1024;

/**
 * Reads the built page whole, once: no request ever makes a path of the disk. Only types that a page has are taken. Gives undefined where there is
 * no page in the folder.
 */
export async function readPageFiles(directory: string): Promise<PageFiles | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, PageFile>();
  let bytes = 0;
  const known = new Set(paths);
  for (const path of paths.slice(0, maxFiles)) {
    const type = types[extname(path)];
    if (type === undefined) continue;
    const body = await read(path);
    const packed = {
      ...(known.has(`${path}.br`) ? { br: await read(`${path}.br`) } : {}),
      ...(known.has(`${path}.gz`) ? { gzip: await read(`${path}.gz`) } : {}),
    };
    bytes += body.byteLength;
    if (bytes > maxBytes) break;
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
    files.set(`/${relative(directory, path).split(sep).join('/')}`, { body, type, etag, packed });
  }
  return files.has('/index.html') ? files : undefined;
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path));
}

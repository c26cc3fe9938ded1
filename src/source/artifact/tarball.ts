import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { type IgnoreRules, ignoreRuleSteps } from '../ignore/index.ts';
import type { Tree, TreeEntry, TreeLocator } from '../tree.ts';
import { contentPath, openTree, type WalkedEntry, walkTree } from '../tree/index.ts';

/** A tarball that was written. */
export interface Tarball {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
}

/** Modes of what is in a tarball, as source-controller v1.9 writes them (fluxcd/pkg artifact/storage). */
const modes = { folder: 0o750, file: 0o600, executable: 0o700 } as const;

/** Above this the content of a file is streamed from the store instead of read at once. */
const streamedAboveBytes = 256 * 1024;

/** How long the event loop may be held before others get a turn. */
const turnMs = 4;

/**
 * Writes a tree as the tar.gz that Flux makes of it: files and folders that the ignore rules leave, no symbolic links, without owners and
 * times, in order of names: equal trees and rules give equal bytes (on one build of zlib). Works in small steps, so that the process
 * goes on with other things. Throws SourceError; whatever `file` holds then is of no use.
 */
export async function writeTarball(
  file: string,
  locator: TreeLocator,
  options: { readonly ignore: string | undefined; readonly signal?: AbortSignal | undefined },
): Promise<Tarball> {
  const tree = openTree(locator);
  const archive = pack();
  const gzip = createGzip({ level: 6 });
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    const writing = pipeline(archive, gzip, async (compressed: AsyncIterable<Buffer>) => {
      for await (const chunk of compressed) {
        if (size === 0) chunk[operatingSystemByte] = unknownOperatingSystem;
        hash.update(chunk);
        size += chunk.byteLength;
        await handle.writeFile(chunk);
      }
    });
    writing.catch(() => undefined);
    try {
      await fill(archive, tree, locator, options);
      archive.finalize();
    } catch (error) {
      archive.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    await writing;
  } finally {
    await handle.close();
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

/** In the header of gzip (RFC 1952), where zlib says on which system it was built. */
const operatingSystemByte = 9;
const unknownOperatingSystem = 255;

async function fill(
  archive: Pack,
  tree: Tree,
  locator: TreeLocator,
  options: { readonly ignore: string | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const turns = new Turns(options.signal);
  const rules = await readRules(tree, options.ignore, turns);
  await write(archive, { name: './', mode: modes.folder, type: 'directory' }, undefined);
  for (const { path, entry } of walkTree(tree)) {
    await turns.take();
    if (entry.kind === 'symlink' || rules.ignores(path.split('/'), entry.kind === 'folder')) continue;
    if (entry.kind === 'folder')
      await write(archive, { name: `${path}/`, mode: modes.folder, type: 'directory' }, undefined);
    else await writeFileEntry(archive, tree, locator, { path, entry });
  }
}

async function readRules(tree: Tree, ignore: string | undefined, turns: Turns): Promise<IgnoreRules> {
  const steps = ignoreRuleSteps(tree, ignore);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await turns.take();
  }
}

async function writeFileEntry(
  archive: Pack,
  tree: Tree,
  locator: TreeLocator,
  { path, entry }: WalkedEntry & { readonly entry: Extract<TreeEntry, { kind: 'file' }> },
): Promise<void> {
  const header = {
    name: path,
    mode: entry.executable ? modes.executable : modes.file,
    type: 'file',
    size: entry.size,
  } as const;
  if (locator.kind !== 'content' || entry.size <= streamedAboveBytes)
    return await write(archive, header, tree.read(path));
  const content = createReadStream(contentPath(locator.objects, entry.digest));
  await new Promise<void>((resolve, reject) => {
    const sink = archive.entry({ ...header, ...nobody }, (error) => (error ? reject(error) : resolve()));
    pipeline(content, sink).catch(reject);
  });
}

const nobody = { uid: 0, gid: 0, mtime: new Date(0) } as const;

/** Resolves once the entry has gone into the stream, so that no more than one is in memory. */
function write(
  archive: Pack,
  header: { readonly name: string; readonly mode: number; readonly type: 'file' | 'directory'; readonly size?: number },
  content: Uint8Array | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sink = archive.entry({ ...header, ...nobody }, (error) => (error ? reject(error) : resolve()));
    sink.end(content);
  });
}

/** Gives the event loop a turn after each few milliseconds of work. */
class Turns {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async take(): Promise<void> {
    if (performance.now() - this.#since < turnMs) return;
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}

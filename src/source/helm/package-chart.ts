import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import type { Download } from '../http/index.ts';
import { onStorage } from '../storage-error.ts';
import type { Tree } from '../tree.ts';
import { walkTree } from '../tree/index.ts';
import { helmIgnore } from './helm-ignore.ts';

/** What goes into a packed chart. */
export interface ChartPackage {
  /** The folder in the archive: the chart's name. */
  readonly name: string;
  /** The chart's folder. */
  readonly tree: Tree;
  /** Files that stand in place of the tree's, or beside them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Leaves out what `.helmignore` names, as helm does where it reads a folder. */
  readonly obeyIgnore: boolean;
}

/** Packs a chart into `file`, which is not there yet. Equal charts give equal bytes. Throws SourceError. */
export async function packageChart(file: string, chart: ChartPackage): Promise<Download> {
  const archive = pack();
  const hash = createHash('sha256');
  let size = 0;
  const count = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      size += chunk.byteLength;
      done(null, chunk);
    },
  });
  await onStorage(chart.name, async () => {
    const writing = pipeline(archive, createGzip({ level: 6 }), count, createWriteStream(file, { flags: 'wx' }));
    try {
      await fill(archive, chart);
      archive.finalize();
    } catch (error) {
      archive.destroy(error instanceof Error ? error : new Error(String(error)));
      await writing.catch(() => undefined);
      throw error;
    }
    await writing;
  });
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

async function fill(archive: Pack, { name, tree, files, obeyIgnore }: ChartPackage): Promise<void> {
  const ignores = obeyIgnore ? helmIgnore(tree) : () => false;
  const contents = new Map<string, () => Uint8Array>();
  for (const { path, entry } of walkTree(tree)) {
    if (entry.kind === 'file' && !ignores(path)) contents.set(path, () => tree.read(path));
  }
  for (const [path, content] of files) contents.set(path, () => content);
  const ordered = [...contents].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const [path, read] of ordered) {
    const content = Buffer.from(read());
    const header = { name: `${name}/${path}`, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) };
    await new Promise<void>((resolve, reject) => {
      archive.entry(header, content, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** `Chart.yaml` comes first, where readers look for it (source-controller v1.9 reads until it has found it). */
function rank(path: string): number {
  return path === 'Chart.yaml' ? 0 : 1;
}

import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** One entry of an archive for tests: a file, a symbolic link, or a folder where the name ends in `/`. */
export interface ArchiveMember {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly target?: string;
  readonly mode?: number;
}

/** Makes a `tar.gz`, whatever its members are called. */
export async function tarGz(members: readonly ArchiveMember[]): Promise<Buffer> {
  const archive = pack();
  const chunks: Buffer[] = [];
  const zipped = archive.pipe(createGzip());
  const done = (async () => {
    for await (const chunk of zipped) chunks.push(chunk as Buffer);
  })();
  for (const { name, content = '', target, mode } of members) {
    const common = { name, ...(mode === undefined ? {} : { mode }), mtime: new Date(0) };
    if (target !== undefined) archive.entry({ ...common, type: 'symlink', linkname: target });
    else if (name.endsWith('/')) archive.entry({ ...common, type: 'directory' });
    else archive.entry(common, Buffer.from(content));
  }
  archive.finalize();
  await done;
  return Buffer.concat(chunks);
}

/** A packed chart: `files` beside a `Chart.yaml` of that name and version. */
export function chartArchive(
  name: string,
  version: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const all = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files };
  return tarGz(Object.entries(all).map(([path, content]) => ({ name: `${name}/${path}`, content })));
}

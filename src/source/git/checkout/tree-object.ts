import { SourceError } from '../../error.ts';
import { nameFault } from '../../tree/index.ts';

/** An entry of a tree object. */
export interface GitTreeEntry {
  readonly kind: 'file' | 'executable' | 'symlink' | 'folder' | 'submodule';
  readonly name: string;
  readonly id: string;
}

/** The modes of git (gitformat-index); `100664` is from its early days. */
const kinds: Readonly<Record<string, GitTreeEntry['kind']>> = {
  '40000': 'folder',
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};

/**
 * Reads a tree object. Throws SourceError `refused` for names that would leave the tree or reach into a repository when somebody
 * writes them to disk, and for names that come twice: git itself does not check out such trees.
 */
export function parseTree(content: Buffer, path: string): readonly GitTreeEntry[] {
  const entries: GitTreeEntry[] = [];
  const names = new Set<string>();
  for (let at = 0; at < content.byteLength;) {
    const blank = content.indexOf(0x20, at);
    const end = content.indexOf(0, blank);
    const kind = kinds[content.toString('latin1', at, Math.max(blank, at))];
    if (blank === -1 || end === -1 || end + 21 > content.byteLength || kind === undefined) {
      throw refused(path, 'is malformed');
    }
    const name = content.toString('utf8', blank + 1, end);
    const fault = nameFault(name) ?? (names.has(name) ? 'comes twice' : undefined);
    if (fault !== undefined) throw refused(path, `holds the name ${JSON.stringify(name)}, which ${fault}`);
    names.add(name);
    entries.push({ kind, name, id: content.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

function refused(path: string, why: string): SourceError {
  const object = path === '' ? 'the root folder' : path;
  return new SourceError('refused', `the tree cannot be read: ${object} ${why}`, { object });
}

/** The longest path that a tree may hold, in bytes of UTF-8: PATH_MAX of Linux. */
export const maxPathBytes = 4096;

/** The most folders that a path may go down. */
export const maxDepth = 256;

/** Characters that HFS+ drops from names, so that `.g<U+200C>it` is `.git` there (git, utf8.c: next_hfs_char). */
const ignoredOnMac = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/**
 * Why no tree may hold an entry of this name, or undefined where it may. Refused is what would leave the tree or reach into a
 * repository's own files when a consumer writes it to disk: what git itself refuses to check out (read-cache.c, verify_path).
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'names a folder above or itself';
  if (name.includes('/') || name.includes('\\')) return 'holds a path separator';
  if (name.includes('\0')) return 'holds a NUL character';
  return isRepositoryName(name) ? "would reach into a repository's own files" : undefined;
}

/** Whether some file system takes `name` for `.git`: other case, NTFS' short name, trailing dots and blanks, what HFS+ ignores. */
function isRepositoryName(name: string): boolean {
  if (!/^[.gG\u200c-\ufeff]/u.test(name)) return false;
  const bare = name.replace(ignoredOnMac, '').slice(0, 8).toLowerCase();
  return /^(?:\.git|git~1)[ .]*$/.test(bare);
}

/** Orders names by their bytes in UTF-8, as `Tree.list` does. For `sort`. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates (characters beyond U+FFFF) below U+E000 to U+FFFF; UTF-8 puts them above. */
function byteRank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Where `relative` leads from `folder`, normalised; undefined where that lies outside the tree, as an absolute path does. */
export function joinPath(folder: string, relative: string): string | undefined {
  if (relative.startsWith('/')) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The path of the folder that holds `path`, and the last part of it. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? { folder: '', name: path } : { folder: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The path of `name` in `folder`. */
export function childPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

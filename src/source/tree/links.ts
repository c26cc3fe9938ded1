import type { Tree, TreeEntry } from '../tree.ts';
import { childPath, splitPath } from './name.ts';

/** How many symbolic links one path may lead through: MAXSYMLINKS of Linux. */
const maxHops = 40;

/** Where a path leads once the symbolic links on its way are followed. */
export type ResolvedPath =
  | { readonly kind: 'found'; readonly path: string; readonly entry: Exclude<TreeEntry, { kind: 'symlink' }> }
  /** Nothing is at `path`, where the links lead to. */
  | { readonly kind: 'missing'; readonly path: string }
  /** The link at `path` leads out of the tree. */
  | { readonly kind: 'escapes'; readonly path: string; readonly target: string }
  /** More links than any honest tree has; `path` is the one that was one too many. */
  | { readonly kind: 'circular'; readonly path: string };

/**
 * Follows the symbolic links on the way to `path`, in its folders and at its end, as an operating system would whose root is the
 * tree. `..` after a link is the parent of where the link led, as there. What leads outside is `escapes` and never followed;
 * absolute targets always do.
 */
export function resolveLinks(tree: Tree, path: string): ResolvedPath {
  const ahead = partsOf(path).reverse();
  let at = '';
  let hops = 0;
  let followed = { path, target: path };
  for (;;) {
    const part = ahead.pop();
    if (part === undefined) break;
    if (part === '..') {
      if (at === '') return { kind: 'escapes', ...followed };
      at = splitPath(at).folder;
      continue;
    }
    const next = childPath(at, part);
    const entry = tree.entry(next);
    if (entry === undefined) return { kind: 'missing', path: [next, ...ahead.reverse()].join('/') };
    if (entry.kind !== 'symlink') {
      if (entry.kind === 'file' && ahead.length > 0)
        return { kind: 'missing', path: [next, ...ahead.reverse()].join('/') };
      at = next;
      continue;
    }
    hops += 1;
    if (hops > maxHops) return { kind: 'circular', path: next };
    followed = { path: next, target: entry.target };
    if (entry.target.startsWith('/')) return { kind: 'escapes', ...followed };
    ahead.push(...partsOf(entry.target).reverse());
  }
  const entry = tree.entry(at);
  return entry === undefined || entry.kind === 'symlink'
    ? { kind: 'missing', path: at }
    : { kind: 'found', path: at, entry };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

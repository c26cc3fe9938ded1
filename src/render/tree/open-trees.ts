import { createLru, type Lru } from '../../base/index.ts';
import { openTree, type Tree, type TreeLocator } from '../../source/index.ts';

/** Opens trees and keeps the ones last used open: those of a content store only, since a folder of the disk may change under us. */
export class OpenTrees {
  readonly #open: Lru<Tree>;

  constructor(options: { readonly max: number }) {
    this.#open = createLru<Tree>({ max: options.max });
  }

  /** The tree that `locator` names; throws SourceError where it cannot be had. */
  open(locator: TreeLocator): Tree {
    if (locator.kind !== 'content') return openTree(locator);
    const key = `${locator.index}\0${locator.objects}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const tree = openTree(locator);
    this.#open.set(key, tree);
    return tree;
  }
}

/** Where renders of a tree are at home when their request names no repository. */
export function affinityOf(locator: TreeLocator): string {
  if (locator.kind === 'content') return locator.objects;
  return locator.kind === 'folder' ? locator.path : '';
}

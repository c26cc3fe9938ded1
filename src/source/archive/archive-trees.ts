import { createLru, type Lru } from '../../base/index.ts';
import { SharedWork } from '../shared-work.ts';
import type { ContentStore } from '../store/index.ts';
import type { CachedArchive } from './archive-cache.ts';
import { extractArchive, type ExtractedTree, type ExtractOptions } from './extract.ts';

/** Trees of archives in a content store, each extracted once however many ask. */
export class ArchiveTrees {
  readonly #store: ContentStore;
  readonly #known: Lru<{ readonly digest: string }> = createLru({ max: 5000 });
  readonly #work = new SharedWork<ExtractedTree>();

  constructor(store: ContentStore) {
    this.#store = store;
  }

  /** The tree of an archive; it stays readable for half an hour after it was last asked for. Throws SourceError. */
  async open(archive: CachedArchive, options: ExtractOptions): Promise<ExtractedTree> {
    const key = `${options.kind} ${archive.digest}`;
    const known = this.#known.get(key);
    if (known !== undefined && (await this.#store.has(known.digest))) {
      return { digest: known.digest, tree: this.#store.locate(known.digest) };
    }
    return await this.#work.run(key, options.signal, async (signal) => {
      const extracted = await extractArchive(this.#store, archive.file, { ...options, signal });
      this.#known.set(key, { digest: extracted.digest });
      return extracted;
    });
  }
}

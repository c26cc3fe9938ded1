import { createLru, type Lru } from '../../base/index.ts';
import type { SelectedFile } from './select.ts';
import type { DirectoryDialect } from './located-object.ts';
import { type FileFormat, parseFile, type ParsedFile, searchableText } from './parse-file.ts';

/** A file as it was read before, or `skipped` where it bears Argo CD's mark for files that are not to be rendered. */
export type KeptFile = { readonly kind: 'parsed'; readonly file: ParsedFile } | { readonly kind: 'skipped' };

/** Marks a file that Argo CD leaves out wherever it stands in it (argo-cd 3.6, reposerver/repository). */
const skipMark = '+argocd:skip-file-rendering';

/** Keeps what files hold by digest, since most files of a commit are those of the one before. */
export class ParsedFiles {
  readonly #kept: Lru<KeptFile>;

  /** `maxBytes`: about how much memory they may take together. */
  constructor(options: { readonly maxBytes: number }) {
    this.#kept = createLru({ maxSize: Math.max(1, options.maxBytes), sizeOf });
  }

  /** What `file` holds; `read` gives its bytes where they are not known yet. */
  get(file: SelectedFile, dialect: DirectoryDialect, read: () => Uint8Array): KeptFile {
    const format = formatOf(file.found, dialect);
    const key = `${dialect} ${format} ${file.entry.digest}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const bytes = read();
    const skipped = dialect === 'argocd' && searchableText(bytes).includes(skipMark);
    const made: KeptFile = skipped ? { kind: 'skipped' } : { kind: 'parsed', file: parseFile(bytes, format, dialect) };
    this.#kept.set(key, made);
    return made;
  }
}

function formatOf(name: string, dialect: DirectoryDialect): FileFormat {
  if (dialect === 'flux') return 'yaml';
  if (name.endsWith('.jsonnet')) return 'jsonnet';
  return name.endsWith('.json') ? 'json' : 'yaml';
}

function sizeOf(kept: KeptFile): number {
  if (kept.kind === 'skipped') return 100;
  const { objects, problems, warnings } = kept.file;
  const bytes = objects.reduce((sum, { json, origins }) => sum + json.length + origins.length + 500, 0);
  return bytes + 500 * (1 + problems.length + warnings.length);
}

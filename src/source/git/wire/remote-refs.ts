/** A reference of a remote repository. */
export interface RemoteRef {
  /** The full name, such as `refs/heads/main`, or `HEAD`. */
  readonly name: string;
  /** What it points to, tags peeled: 40 lower-case hexadecimal digits. */
  readonly commit: string;
  /** The reference that it stands for (of HEAD, the default branch). */
  readonly target?: string;
}

/** The references of a remote repository by name. */
export type RemoteRefs = ReadonlyMap<string, RemoteRef>;

/** More references than any honest repository shows. */
export const maxRefs = 500_000;

/** A commit as it stands in a protocol. */
export const commitPattern = /^[0-9a-f]{40}$/;

/** Whether the name of a reference is one that git itself would accept (git, refs.c: check_refname_format) and that is no option. */
export function isRefName(name: string): boolean {
  if (name === 'HEAD') return true;
  if (!name.startsWith('refs/') || name.length > 1024) return false;
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)/u.test(name)) return false;
  return !name.endsWith('/') && !name.endsWith('.');
}

/**
 * Collects references as `ls-remote` and version 0 of the protocol list them: an annotated tag comes twice, the second time as
 * `name^{}` with the commit that it leads to. Names that git would not accept are dropped.
 */
export class RefCollector {
  readonly #refs = new Map<string, RemoteRef>();

  add(name: string, object: string, target?: string): void {
    const plain = name.endsWith('^{}') ? name.slice(0, -3) : name;
    if (!isRefName(plain) || !commitPattern.test(object)) return;
    const known = target ?? this.#refs.get(plain)?.target;
    this.#refs.set(plain, { name: plain, commit: object, ...(known === undefined ? {} : { target: known }) });
  }

  /** Says which reference `name` stands for. */
  point(name: string, target: string): void {
    const known = this.#refs.get(name);
    if (known !== undefined && isRefName(target)) this.#refs.set(name, { ...known, target });
  }

  get size(): number {
    return this.#refs.size;
  }

  refs(): RemoteRefs {
    return this.#refs;
  }
}

/**
 * Which commit is wanted. Exactly one of them decides, as in Flux: commit, else name, else semver, else tag, else branch
 * (source-controller, GitRepositoryRef).
 */
export type GitReference =
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'tag'; readonly tag: string }
  /** The highest tag in a Masterminds range; `prefix` is cut from tags first (Argo CD's tagPrefix). */
  | { readonly kind: 'semver'; readonly range: string; readonly prefix?: string }
  /** A full reference, such as `refs/pull/1/head`. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'commit'; readonly commit: string; readonly branch?: string }
  /**
   * What Argo CD's targetRevision says: HEAD, branch, tag, range or commit, in the order in which it tries them. Only tags with
   * `tagPrefix` are versions, and a range is then needed.
   */
  | { readonly kind: 'revision'; readonly revision: string; readonly tagPrefix?: string };

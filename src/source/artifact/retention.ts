/** An artifact that is no longer current. */
export interface RetiredArtifact {
  readonly name: string;
  /** When it stopped being current, as far as that is known, in milliseconds since the epoch. */
  readonly retiredAt: number;
}

/**
 * Which artifacts of an owner go, the current one apart: those that have not been current for more than `keepMs`, and the oldest beyond
 * `keep`. Upstream (fluxcd/pkg artifact/storage, GetGarbageFiles) counts from when the file was written, and so takes a file away from
 * consumers that were just told of it.
 */
export function garbageOf(
  others: readonly RetiredArtifact[],
  limits: { readonly keep: number; readonly keepMs: number; readonly now: number },
): readonly string[] {
  return [...others]
    .sort((a, b) => b.retiredAt - a.retiredAt)
    .filter(({ retiredAt }, index) => limits.now - retiredAt > limits.keepMs || index >= limits.keep)
    .map(({ name }) => name);
}

/** A commit as Flux writes it: `main@sha1:<commit>`, `refs/pull/1/head@sha1:<commit>`, or `sha1:<commit>` alone. */
export function formatRevision(commit: string, reference: string): string {
  return reference === '' ? `sha1:${commit}` : `${reference}@sha1:${commit}`;
}

/** The commit in a revision, or undefined where it is not a Git revision. */
export function commitOfRevision(revision: string): string | undefined {
  return /(?:^|@)sha1:([0-9a-f]{40})$/.exec(revision)?.[1];
}

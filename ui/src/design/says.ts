/** Who says what should run, in the words of a delivery's kind. */
export interface Says {
  /** As a column's title: what is desired. */
  readonly column: string;
  /** `as … says`. */
  readonly subject: string;
  /** What makes the cluster so. */
  readonly deed: string;
  /** What a revision is. */
  readonly revision: string;
}

const git: Says = { column: 'In Git', subject: 'Git', deed: 'a sync', revision: 'Commit' };
const release: Says = {
  column: 'In the release',
  subject: 'the release',
  deed: 'an upgrade',
  revision: 'Chart version',
};

/** Who says what should run in a delivery: Git, but for a HelmRelease, whose release does. */
export function saysOf(delivery: string): Says {
  return delivery.startsWith('HelmRelease/') ? release : git;
}

import type { ArtifactStatus, StoredSource } from '../source/index.ts';

/** A GitRepository whose commit is stored, in the words of source-controller v1.9; `title` is the first line of the commit's message. */
export function storedCommit(artifact: ArtifactStatus, title: string, ignore: string | undefined): StoredSource {
  const { revision } = artifact;
  return {
    kind: 'stored',
    artifact,
    reason: 'Succeeded',
    message: `stored artifact for revision '${revision}'`,
    observed: { observedIgnore: ignore ?? null },
    news: {
      reason: 'NewArtifact',
      message: `stored artifact for commit '${shortMessage(title)}'`,
      recovered: { reason: 'Succeeded', message: `stored artifact for commit '${revision}'` },
    },
    unchanged: {
      reason: 'GitOperationSucceeded',
      message: `no changes since last reconciliation: observed revision '${revision}'`,
    },
  };
}

/** The subject of a commit as Events name it (fluxcd/pkg git, Commit.ShortMessage). */
function shortMessage(subject: string): string {
  const characters = Array.from(subject);
  return characters.length <= 50 ? subject : `${characters.slice(0, 50).join('')}...`;
}

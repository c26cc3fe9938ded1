import { type KubeObject, textAt } from '../../base/index.ts';
import type { ArtifactDeliverySource, GitDeliverySource, Lookup } from '../../engine/index.ts';
import { gitCredentials } from '../git-repository/credentials.ts';
import { ociRepositoryCredentials } from '../oci-repository/index.ts';
import { commitOfRevision } from '../revision.ts';

type Placed<T> = Omit<T, 'path' | 'render' | 'ignore' | 'display'>;

/** What a revision names: a commit, or the digest of a manifest. Undefined where it is neither. */
export function contentOf(revision: string): string | undefined {
  return commitOfRevision(revision) ?? /(?:^|@)(sha256:[0-9a-f]{64})$/.exec(revision)?.[1];
}

/** The place of a Kustomization's source, at the commit or digest of its artifact; or why it cannot be opened. */
export async function sourceOf(
  source: KubeObject,
  content: string,
  lookup: Lookup,
): Promise<
  Placed<GitDeliverySource> | Placed<ArtifactDeliverySource> | { readonly kind: 'problem'; readonly message: string }
> {
  const url = textAt(source, 'spec', 'url');
  if (source.kind === 'GitRepository') {
    const found = await gitCredentials(source, lookup);
    if (found.kind === 'problem') return found;
    const { credentials } = found;
    return { kind: 'git', url, credentials, reference: { kind: 'commit', commit: content }, maxAgeMs: Infinity };
  }
  const found = await ociRepositoryCredentials(source, lookup);
  if (found.kind === 'problem') return found;
  // As the artifact was made: what the spec says since may not have been looked at.
  const mediaType = textAt(source, 'status', 'observedLayerSelector', 'mediaType');
  const layer = mediaType === '' ? {} : { mediaType };
  const origin = textAt(source, 'status', 'artifact', 'metadata', 'org.opencontainers.image.revision');
  const from = origin === '' ? {} : { origin };
  return { kind: 'artifact', url, credentials: found.credentials, digest: content, ...layer, ...from };
}

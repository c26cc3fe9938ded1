import { jsonAt, type JsonObject, textAt } from '../../../base/index.ts';
import type { ChartDeliverySource, GitDeliverySource } from '../../../engine/index.ts';
import type { ChartRepositoryCredentials, GitCredentials } from '../../../source/index.ts';

/** Where a source lies, and which revision of it is wanted. */
export type SourcePlace =
  | Pick<GitDeliverySource, 'kind' | 'url' | 'credentials' | 'reference'>
  | Pick<ChartDeliverySource, 'kind' | 'url' | 'credentials' | 'name' | 'version'>;

/** A Git repository, or with `chart` a chart of a repository: in a registry where the address names no protocol, as Argo CD writes those. */
export function placeOf(source: JsonObject, revision: string, credentials: GitCredentials): SourcePlace {
  const url = textAt(source, 'repoURL');
  const name = textAt(source, 'chart');
  if (name === '') return { kind: 'git', url, credentials, reference: { kind: 'revision', revision } };
  const address = url.includes('://') ? url : `oci://${url}`;
  const passCredentials = jsonAt(source, 'helm', 'passCredentials') === true;
  return {
    kind: 'chart',
    url: address,
    name,
    version: revision,
    credentials: chartCredentials(credentials, address, passCredentials),
  };
}

function chartCredentials(
  credentials: GitCredentials,
  url: string,
  passCredentials: boolean,
): ChartRepositoryCredentials | undefined {
  if (credentials.kind !== 'basic') return undefined;
  const { username, password } = credentials;
  return url.startsWith('oci://')
    ? { kind: 'oci', oci: { kind: 'basic', username, password } }
    : { kind: 'http', username, password, passCredentials };
}

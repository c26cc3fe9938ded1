import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, textAt } from '../../base/index.ts';
import {
  type ArtifactStore,
  type ChartRepositories,
  type ChartRepository,
  type HelmIndex,
  indexJson,
  SourceError,
} from '../../source/index.ts';
import type { ArtifactStatus, FailedSource, SourceKind, SourceLook, SourceResult } from '../source/index.ts';
import { isRegistry, repositoryCredentials } from './credentials.ts';
import { humanSize } from './human-size.ts';

/** What HelmRepositories are read through, and where their indexes go. */
export interface HelmRepositoryOptions {
  readonly charts: ChartRepositories;
  readonly artifacts: ArtifactStore;
}

/** HelmRepositories: the index as an artifact. Those of registries are data alone (source-controller v1.9, HelmRepositoryReconciler). */
export function helmRepositoryKind(options: HelmRepositoryOptions): SourceKind {
  return { filed: 'helmrepository', isStatic: isRegistry, look: (look) => lookAt(look, options) };
}

async function lookAt(
  { owner, lookup, maxAgeMs, signal }: SourceLook,
  options: HelmRepositoryOptions,
): Promise<SourceResult> {
  const url = textAt(owner, 'spec', 'url');
  if (url.startsWith('oci://')) {
    return failed(
      'URLInvalid',
      "invalid Helm repository URL: 'oci' URL scheme cannot be used with 'default' HelmRepository type",
      true,
    );
  }
  const found = await repositoryCredentials(owner, lookup);
  if (found.kind === 'problem') return failed('AuthenticationFailed', found.message, false);
  let repository: ChartRepository;
  try {
    repository = options.charts.open(url, found.credentials);
  } catch (error) {
    return failed('URLInvalid', `invalid Helm repository URL: ${messageOf(error)}`, true);
  }
  try {
    const index = await repository.index({ maxAgeMs, signal });
    if (index === undefined) return failed('Failed', 'the repository has no index', true);
    return await store(index, { owner, lookup, maxAgeMs, signal }, options);
  } catch (error) {
    if (signal.aborted && !isTimeout(signal.reason)) throw error;
    return fetchFailure(error);
  }
}

async function store(
  index: HelmIndex,
  { owner, signal }: SourceLook,
  { artifacts }: HelmRepositoryOptions,
): Promise<SourceResult> {
  const { namespace = '', name = '' } = owner.metadata;
  const place = { kind: 'helmrepository', namespace, name, file: `index-${index.digest.replace('sha256:', '')}.yaml` };
  const content = { id: index.digest, write: (file: string) => writeIndex(file, index) };
  const stored = await artifacts.storeContent(place, content, { alias: 'index.yaml', signal });
  const artifact: ArtifactStatus = { ...stored, revision: index.digest };
  return {
    kind: 'stored',
    artifact,
    reason: 'Succeeded',
    message: `stored artifact: revision '${index.digest}'`,
    observed: { url: stored.url.replace(/[^/]*$/, 'index.yaml') },
    news: {
      reason: 'NewArtifact',
      recovered: 'Succeeded',
      message: `stored fetched index of size ${humanSize(stored.size)} from '${textAt(owner, 'spec', 'url')}'`,
    },
  };
}

async function writeIndex(file: string, index: HelmIndex): Promise<{ digest: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = async function* (): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of indexJson(index)) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      size += bytes.byteLength;
      yield bytes;
    }
  };
  await pipeline(Readable.from(counted()), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

function fetchFailure(error: unknown): FailedSource {
  const code = error instanceof SourceError ? error.code : undefined;
  const message = messageOf(error);
  if (code === 'storage')
    return failed('ArchiveOperationFailed', `unable to save artifact to storage: ${message}`, false);
  if (code === 'refused' && message.startsWith('failed to load index')) {
    return failed('IndexationFailed', `failed to load Helm repository from index YAML: ${message}`, false);
  }
  const text = `failed to fetch Helm repository index: failed to cache index to temporary file: ${message}`;
  return failed('Failed', text, false);
}

function failed(reason: string, message: string, stalled: boolean): FailedSource {
  return { kind: 'failed', condition: 'FetchFailed', reason, message, stalled };
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

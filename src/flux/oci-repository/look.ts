import { copyFile } from 'node:fs/promises';
import { jsonAt, messageOf } from '../../base/index.ts';
import {
  type ArtifactStore,
  type OciLayer,
  type OciRepositories,
  type OciRepository,
  type ResolvedOciReference,
  SourceError,
  type StoredArtifact,
} from '../../source/index.ts';
import type {
  ArtifactStatus,
  FailedSource,
  SourceKind,
  SourceLook,
  SourceResult,
  StoredSource,
} from '../source/index.ts';
import { ociRepositoryCredentials } from './credentials.ts';
import { type OciRepositorySpec, readOciRepositorySpec } from './spec.ts';
import { verify } from './verify.ts';

/** What OCIRepositories are read through, and where their artifacts go. */
export interface OciRepositoryOptions {
  readonly registries: OciRepositories;
  readonly artifacts: ArtifactStore;
}

/** OCIRepositories: one layer of an artifact, unpacked or as it is (source-controller v1.9, OCIRepositoryReconciler). */
export function ociRepositoryKind(options: OciRepositoryOptions): SourceKind {
  return { filed: 'ocirepository', look: (look) => lookAt(look, options) };
}

async function lookAt(look: SourceLook, options: OciRepositoryOptions): Promise<SourceResult> {
  const spec = readOciRepositorySpec(look.owner);
  if (spec.unsupported.length > 0) {
    const message = `spec.${spec.unsupported.join(', spec.')}: not carried out yet: nothing was fetched`;
    return failed('InvalidProviderConfiguration', message, { stalled: true });
  }
  const found = await ociRepositoryCredentials(look.owner, look.lookup);
  if (found.kind === 'problem') return failed('AuthenticationFailed', found.message, { events: found.events ?? [] });
  let repository: OciRepository;
  try {
    repository = options.registries.open(spec.url, found.credentials);
  } catch (error) {
    const message = `URL validation failed for '${spec.url}': ${messageOf(error)}`;
    return failed('URLInvalid', message, { stalled: true });
  }
  const resolved = await resolve(repository, spec, look);
  if (resolved.kind === 'failed') return resolved;
  return await fetch(repository, spec, resolved.reference, look, options);
}

async function resolve(
  repository: OciRepository,
  spec: OciRepositorySpec,
  { maxAgeMs, signal }: SourceLook,
): Promise<FailedSource | { readonly kind: 'resolved'; readonly reference: ResolvedOciReference }> {
  let { reference } = spec;
  try {
    if (reference.kind === 'semver') {
      reference = { kind: 'tag', tag: await repository.chooseTag(reference, { maxAgeMs, signal }) };
    }
  } catch (error) {
    const message = `failed to determine the artifact tag for '${spec.url}': ${passing(error, signal)}`;
    return failed('ReadOperationFailed', message);
  }
  try {
    return { kind: 'resolved', reference: await repository.resolve(reference, { maxAgeMs, signal }) };
  } catch (error) {
    return failed('OCIArtifactPullFailed', `failed to determine artifact digest: ${passing(error, signal)}`);
  }
}

async function fetch(
  repository: OciRepository,
  spec: OciRepositorySpec,
  { digest, tag }: ResolvedOciReference,
  look: SourceLook,
  { artifacts }: OciRepositoryOptions,
): Promise<SourceResult> {
  const { owner, signal } = look;
  const revision = tag === undefined ? digest : `${tag}@${digest}`;
  const place = `${spec.url.replace('oci://', '')}${tag === undefined ? `@${digest}` : `:${tag}`}`;
  const news = `new revision '${revision}' for '${place}'`;
  const fail = (reason: string, message: string): FailedSource => {
    const isNew = jsonAt(owner, 'status', 'artifact', 'revision') !== revision;
    return failed(reason, message, isNew ? { doing: `building artifact: ${news}`, outdated: news } : {});
  };
  const signed = await verify(repository, digest, look);
  if (signed !== undefined) {
    return {
      ...fail('VerificationError', `failed to verify the signature using provider 'cosign': ${signed}`),
      condition: 'SourceVerified',
    };
  }
  let layer: OciLayer;
  try {
    layer = await repository.pull(digest, { ...(spec.mediaType === '' ? {} : { mediaType: spec.mediaType }), signal });
  } catch (error) {
    const message = passing(error, signal);
    if (/^no layers found|^failed to find layer/.test(message)) return fail('OCIArtifactLayerOperationFailed', message);
    return fail('OCIArtifactPullFailed', `failed to pull artifact from '${spec.url}': ${message}`);
  }
  const { namespace = '', name = '' } = owner.metadata;
  const file = { kind: 'ocirepository', namespace, name, file: `${digest}.tar.gz` };
  const alias = 'latest.tar.gz';
  let stored: StoredArtifact;
  try {
    if (spec.copies) {
      const { archive } = layer;
      const write = async (to: string): Promise<{ digest: string; size: number }> => {
        await copyFile(archive.file, to);
        return { digest: archive.digest, size: archive.size };
      };
      stored = await artifacts.storeContent(file, { id: archive.digest, write }, { alias, signal });
    } else {
      const tree = await repository.extract(layer, 'artifact', signal);
      stored = await artifacts.store(file, { revision, ...tree }, { ignore: spec.ignore, alias, signal });
    }
  } catch (error) {
    const message = passing(error, signal);
    if (error instanceof SourceError && error.code === 'storage') {
      return fail('ArchiveOperationFailed', `unable to archive artifact to storage: ${message}`);
    }
    return fail('OCIArtifactLayerOperationFailed', `failed to extract layer contents from artifact: ${message}`);
  }
  const verified =
    jsonAt(owner, 'spec', 'verify') === undefined ? {} : { verified: `verified signature of revision ${revision}` };
  return { ...result(spec, layer, stored, revision), ...verified };
}

function result(
  spec: OciRepositorySpec,
  { manifest }: OciLayer,
  stored: StoredArtifact,
  revision: string,
): StoredSource {
  const { annotations } = manifest;
  const metadata = Object.keys(annotations).length === 0 ? {} : { metadata: { ...annotations } };
  const artifact: ArtifactStatus = { ...stored, revision, ...metadata };
  const source = annotations['org.opencontainers.image.source'] ?? '';
  const origin = annotations['org.opencontainers.image.revision'] ?? '';
  const from = source === '' || origin === '' ? '' : `, origin source '${source}', origin revision '${origin}'`;
  return {
    kind: 'stored',
    artifact,
    reason: 'Succeeded',
    message: `stored artifact for digest '${revision}'`,
    observed: {
      observedIgnore: spec.ignore ?? null,
      observedLayerSelector: spec.layerSelector ?? null,
      url: stored.url.replace(/[^/]*$/, 'latest.tar.gz'),
    },
    news: {
      reason: 'NewArtifact',
      recovered: 'Succeeded',
      message: `stored artifact with revision '${revision}' from '${spec.url}'${from}`,
    },
  };
}

/** The message of a failure; the end of the process is none, and goes on. */
function passing(error: unknown, signal: AbortSignal): string {
  const isTimeout = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  if (signal.aborted && !isTimeout) throw error;
  return messageOf(error);
}

function failed(reason: string, message: string, more: Partial<FailedSource> = {}): FailedSource {
  return { kind: 'failed', condition: 'FetchFailed', reason, message, stalled: false, ...more };
}

import { messageOf } from '../../base/index.ts';
import { SourceError } from '../../source/index.ts';
import type { FailedSource } from '../source/index.ts';
import type { GitRepositorySpec } from './spec.ts';

/** A repository that could not be opened or read, as status says it; what is `stalled` waits for a change of the spec. */
export function failedFetch(reason: string, message: string, stalled = false): FailedSource {
  return { kind: 'failed', condition: 'FetchFailed', reason, message, stalled };
}

/**
 * Why a repository was not even opened. An address that is none, or that policy refuses, stays so until the spec changes: that alone
 * stalls, as in source-controller (v1.9, gitCheckout), where everything that a host or a commit may mend is tried again.
 */
export function openFailure(error: unknown, spec: GitRepositorySpec): FailedSource {
  const code = error instanceof SourceError ? error.code : undefined;
  if (code !== 'invalid-address' && code !== 'refused') return fetchFailure(error, spec);
  return failedFetch('URLInvalid', messageOf(error), true);
}

/** A failure to read an open repository, in the words of source-controller (v1.9, gitCheckout). */
export function fetchFailure(error: unknown, spec: GitRepositorySpec): FailedSource {
  const code = error instanceof SourceError ? error.code : undefined;
  if (code === 'storage') return failedFetch('ArchiveOperationFailed', messageOf(error));
  const reason = code === 'unauthorized' ? 'AuthenticationFailed' : 'GitOperationFailed';
  const message = `failed to checkout and determine revision: ${detailOf(error, code, spec)}`;
  return failedFetch(reason, message);
}

function detailOf(error: unknown, code: SourceError['code'] | undefined, spec: GitRepositorySpec): string {
  const { reference, url } = spec;
  if (code === 'revision-not-found') {
    if (reference.kind === 'semver') return `no match found for semver: ${reference.range}`;
    if (reference.kind === 'branch')
      return `unable to clone '${url}': couldn't find remote ref "refs/heads/${reference.branch}"`;
    if (reference.kind === 'tag')
      return `unable to clone '${url}': couldn't find remote ref "refs/tags/${reference.tag}"`;
    if (reference.kind === 'name') return `unable to resolve ref '${reference.name}' to a specific commit`;
  }
  if (code === 'not-found') return `unable to list remote for '${url}': repository not found: repository not found`;
  return `unable to list remote for '${url}': ${messageOf(error)}`;
}

import { textAt } from '../../../base/index.ts';
import { type ActionContext, type Release, type WaitPolicy } from '../../../release/index.ts';
import { helmController } from '../../names.ts';
import { originLabels } from '../post-render/index.ts';
import type { ActionSpec } from '../spec/index.ts';
import { type Snapshot, snapshotOf } from '../status/index.ts';
import { ActionFailure } from './action-failure.ts';
import { type ChartRequest, observedStorage, type ReleaseRequest } from './release-request.ts';

/** What an action of our release actuator stands on; `observe` is told of every record that it writes. */
export function contextOf(request: ReleaseRequest, observe: (release: Release) => void): ActionContext {
  const { owner, client, clock, signal, storage, ownership, follow } = request;
  const { namespace = '', name = '' } = owner.metadata;
  return {
    client,
    clock,
    signal,
    storage: observedStorage(storage, observe),
    fieldManager: helmController,
    waitWords: 'flux',
    ownership,
    follow,
    originLabels: originLabels(namespace, name),
  };
}

/** How an action waits. */
export function waitOf({ wait, waitForJobs, timeoutMs }: ActionSpec): WaitPolicy {
  return { strategy: wait ? 'watcher' : 'hookOnly', forJobs: waitForJobs, timeoutMs };
}

/** Flux forces conflicts wherever it applies server-side, and replaces by force only where it does not. */
export async function applyOf(
  { storage, spec, signal }: ReleaseRequest,
  { apply = 'auto', force }: ActionSpec,
  version?: number,
): Promise<{ apply: 'server' | 'client'; forceConflicts: boolean; forceReplace: boolean }> {
  const history = apply === 'auto' ? await storage.history(spec.releaseName, signal) : [];
  const other = version === undefined ? history.at(-1) : history.find((release) => release.version === version);
  const isServerSide = apply === 'auto' ? other?.applyMethod === 'ssa' : apply === 'server';
  return {
    apply: isServerSide ? 'server' : 'client',
    forceConflicts: isServerSide,
    forceReplace: force && !isServerSide,
  };
}

/** The error that an action ended with, be it thrown or told. Throws where it was cut short. */
export async function outcomeOf(
  { signal }: ReleaseRequest,
  act: () => Promise<{ readonly error?: Error }>,
): Promise<Error | undefined> {
  try {
    const { error } = await act();
    signal.throwIfAborted();
    return error;
  } catch (error) {
    if (signal.aborted) throw error;
    return error as Error;
  }
}

/** The newest revision that is known. */
export function latestOf({ draft }: ReleaseRequest): Snapshot {
  const [latest] = draft.history;
  if (latest === undefined) throw new ActionFailure('no latest release');
  return latest;
}

/** Definitions of the chart are part of what the release has, though no record names them. */
export function crdsOf({ chart }: ChartRequest): readonly string[] {
  return chart.crds();
}

/** A snapshot of a revision that is known already, taken anew. */
export function retaken(old: Snapshot, release: Release, action: string): Snapshot {
  const testHooks = old['testHooks'];
  return snapshotOf(release, {
    action,
    ociDigest: textAt(old, 'ociDigest'),
    testHooks: typeof testHooks === 'object' && testHooks !== null && !Array.isArray(testHooks) ? testHooks : undefined,
  });
}

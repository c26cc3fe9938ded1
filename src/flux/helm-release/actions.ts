import { formatDuration, isAbort, messageOf, textAt } from '../../base/index.ts';
import {
  type ActionContext,
  install,
  isPending,
  type Release,
  ReleaseError,
  rollback,
  test,
  uninstall,
  upgrade,
  type WaitPolicy,
  withStatus,
} from '../../release/index.ts';
import { helmController, helmGroup } from '../names.ts';
import { inventoryOf } from './inventory.ts';
import { originLabels } from './post-render.ts';
import { activeRemediation, remediationOf } from './remediation.ts';
import { type ChartRequest, observedStorage, type ReleaseRequest } from './release-request.ts';
import {
  chartText,
  hasBeenTested,
  previousOf,
  type ReleaseAction,
  releaseText,
  type Snapshot,
  snapshotOf,
  targets,
  testHooksOf,
} from './snapshot.ts';
import type { ActionSpec } from './spec.ts';
import { summarize } from './summary.ts';

/** An action whose failure is not told by conditions alone: the reconcile is tried again. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure';
}

function contextOf(request: ReleaseRequest, observe: (release: Release) => void): ActionContext {
  const { owner, client, clock, signal, storage } = request;
  const { namespace = '', name = '' } = owner.metadata;
  return {
    client,
    clock,
    signal,
    storage: observedStorage(storage, observe),
    fieldManager: helmController,
    waitWords: 'flux',
    originLabels: originLabels(namespace, name),
  };
}

function waitOf({ wait, waitForJobs, timeoutMs }: ActionSpec): WaitPolicy {
  return { strategy: wait ? 'watcher' : 'hookOnly', forJobs: waitForJobs, timeoutMs };
}

function emit(request: ReleaseRequest, type: 'Normal' | 'Warning', reason: string, message: string, of: EventOf): void {
  const annotations = {
    [`${helmGroup}/revision`]: of.revision,
    [`${helmGroup}/token`]: of.token,
    ...(of.appVersion === '' ? {} : { [`${helmGroup}/app-version`]: of.appVersion }),
    ...(of.ociDigest === '' ? {} : { [`${helmGroup}/oci-digest`]: of.ociDigest }),
  };
  request.emit({ type, reason, message, annotations });
}

interface EventOf {
  readonly revision: string;
  readonly token: string;
  readonly appVersion: string;
  readonly ociDigest: string;
}

const ofSnapshot = (snapshot: Snapshot): EventOf => ({
  revision: textAt(snapshot, 'chartVersion'),
  token: textAt(snapshot, 'configDigest'),
  appVersion: textAt(snapshot, 'appVersion'),
  ociDigest: textAt(snapshot, 'ociDigest'),
});

const ofChart = ({ chart, draft }: ChartRequest): EventOf => ({
  revision: chart.version,
  token: chart.configDigest,
  appVersion: chart.appVersion,
  ociDigest: draft.text('lastAttemptedRevisionDigest'),
});

/** Installs or upgrades the release, and says how it went (helm-controller internal/reconcile install.go, upgrade.go). */
export async function runRelease(request: ChartRequest, action: 'install' | 'upgrade'): Promise<void> {
  const { draft, spec, chart, clock } = request;
  const observed = new Map<number, Release>();
  const context = contextOf(request, (release) => observed.set(release.version, release));
  const started = clock.now();
  draft.put('lastAttemptedReleaseAction', action);
  if (action === 'install') draft.history = [];
  draft.unmark('TestSuccess', 'Remediated');
  const failure = await carryOut(context, request, action);
  draft.put('lastAttemptedReleaseActionDuration', formatDuration(clock.now() - started));
  recordObserved(request, action, observed);
  const newest = observed.get(Math.max(...observed.keys()));
  if (newest !== undefined) draft.put('inventory', await inventoryOf(request, newest, crdsOf(request)));
  const word = action === 'install' ? 'Install' : 'Upgrade';
  if (failure !== undefined) {
    const text = `Helm ${action} failed for release ${spec.releaseNamespace}/${spec.releaseName} with chart ${chart.name}@${chart.version}: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark('Released', 'False', `${word}Failed`, text);
    emit(request, 'Warning', `${word}Failed`, text, ofChart(request));
    summarize(draft, spec);
    if (observed.size === 0) throw new ActionFailure(messageOf(failure), { cause: failure });
    remediationOf(draft, spec, action).count();
    return;
  }
  const [current] = draft.history;
  if (current === undefined) throw new ActionFailure(`no record of the ${action} was stored`);
  const text = `Helm ${action} succeeded for release ${releaseText(current)} with chart ${chartText(current)}`;
  draft.mark('Released', 'True', `${word}Succeeded`, text);
  if (spec.test.enable && !hasBeenTested(current)) {
    const pending = `Helm release ${releaseText(current)} with chart ${chartText(current)} is awaiting tests`;
    draft.mark('TestSuccess', 'Unknown', 'AwaitingTests', pending);
  }
  if (spec[action].retryIntervalMs !== undefined) draft.clearFailures();
  emit(request, 'Normal', `${word}Succeeded`, text, ofSnapshot(current));
  summarize(draft, spec);
}

async function carryOut(
  context: ActionContext,
  request: ChartRequest,
  action: 'install' | 'upgrade',
): Promise<Error | undefined> {
  const { spec, chart, signal } = request;
  const how = spec[action];
  const shared = {
    name: spec.releaseName,
    render: chart.render,
    wait: waitOf(how),
    takeOwnership: how.takeOwnership,
    disableHooks: how.disableHooks,
    crds: how.crds,
    definitionsOnly: true,
  };
  try {
    const { error } =
      action === 'install'
        ? await install(context, {
            ...shared,
            namespace: spec.releaseNamespace,
            serverSide: how.apply !== 'client',
            forceConflicts: how.apply !== 'client',
            createNamespace: spec.createNamespace,
            replace: spec.replace,
          })
        : await upgrade(context, {
            ...shared,
            ...(await applyOf(request, how)),
            maxHistory: spec.maxHistory,
            cleanupOnFail: how.cleanupOnFail,
          });
    signal.throwIfAborted();
    return error;
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    return error as Error;
  }
}

/** Flux forces conflicts wherever it applies server-side, and replaces by force only where it does not. */
async function applyOf(
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

/** Puts what was stored into the history: the newest revision in front, and the one before it as it is now. */
function recordObserved(request: ChartRequest, action: ReleaseAction, observed: ReadonlyMap<number, Release>): void {
  const { draft } = request;
  const [newest, ...older] = [...observed.values()].sort((a, b) => b.version - a.version);
  if (newest === undefined) return;
  const ociDigest = draft.text('lastAttemptedRevisionDigest');
  const history = [snapshotOf(newest, { action, ociDigest }), ...draft.history];
  for (const release of older) {
    const index = history.findIndex((snapshot) => targets(snapshot, release));
    const old = history[index];
    if (old === undefined) continue;
    history[index] = retaken(old, release, '');
    break;
  }
  draft.history = history;
}

/** A snapshot of a revision that is known already, taken anew. */
function retaken(old: Snapshot, release: Release, action: string): Snapshot {
  const testHooks = old['testHooks'];
  return snapshotOf(release, {
    action,
    ociDigest: textAt(old, 'ociDigest'),
    testHooks: typeof testHooks === 'object' && testHooks !== null && !Array.isArray(testHooks) ? testHooks : undefined,
  });
}

/** Runs the release's tests (helm-controller internal/reconcile/test.go). */
export async function runTests(request: ChartRequest): Promise<void> {
  const { draft, spec } = request;
  const isSelected = (name: string): boolean =>
    !spec.test.exclude.includes(name) && (spec.test.include.length === 0 || spec.test.include.includes(name));
  const context = contextOf(request, (release) => {
    const [latest, ...rest] = draft.history;
    if (latest === undefined || !targets(latest, release)) return;
    const tested = retaken(latest, release, textAt(latest, 'action'));
    draft.history = [{ ...tested, testHooks: testHooksOf(release, isSelected) }, ...rest];
  });
  const failure = await outcomeOf(request, () =>
    test(context, {
      name: spec.releaseName,
      timeoutMs: spec.test.timeoutMs,
      include: spec.test.include,
      exclude: spec.test.exclude,
    }),
  );
  const current = latestOf(request);
  const what = `release ${releaseText(current)} with chart ${chartText(current)}`;
  if (failure !== undefined) {
    const text = `Helm test failed for ${what}: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark('TestSuccess', 'False', 'TestFailed', text);
    emit(request, 'Warning', 'TestFailed', text, ofSnapshot(current));
    const remediation = activeRemediation(draft, spec);
    if (hasBeenTested(current) && remediation !== undefined && !remediation.ignoresTests) remediation.count();
    summarize(draft, spec);
    if (!hasBeenTested(current)) throw new ActionFailure(messageOf(failure), { cause: failure });
    return;
  }
  const count = Object.keys((current['testHooks'] ?? {}) as object).length;
  const hooks = count === 0 ? 'no test hooks' : `${count} test hook${count > 1 ? 's' : ''} completed successfully`;
  const text = `Helm test succeeded for ${what}: ${hooks}`;
  draft.mark('TestSuccess', 'True', 'TestSucceeded', text);
  emit(request, 'Normal', 'TestSucceeded', text, ofSnapshot(current));
  summarize(draft, spec);
}

/** Rolls back to the last good revision after a failed upgrade (helm-controller internal/reconcile/rollback_remediation.go). */
export async function runRollback(request: ChartRequest): Promise<void> {
  const { draft, spec, chart } = request;
  const before = latestOf(request);
  const previous = previousOf(draft.history, remediationOf(draft, spec, 'upgrade').ignoresTests);
  if (previous === undefined) throw new ActionFailure('missing target release for rollback: required to rollback');
  const stored: Release[] = [];
  const context = contextOf(request, (release) => {
    stored.push(release);
    const index = draft.history.findIndex((snapshot) => targets(snapshot, release));
    const old = draft.history[index];
    draft.history =
      old === undefined
        ? [snapshotOf(release), ...draft.history]
        : draft.history.map((snapshot, place) => (place === index ? retaken(old, release, 'rollback') : snapshot));
  });
  const failure = await outcomeOf(request, async () =>
    rollback(context, {
      name: spec.releaseName,
      version: previous.version,
      wait: waitOf(spec.rollback),
      disableHooks: spec.rollback.disableHooks,
      cleanupOnFail: spec.rollback.cleanupOnFail,
      maxHistory: spec.maxHistory,
      ...(await applyOf(request, spec.rollback, previous.version)),
    }),
  );
  const newest = stored.findLast(({ version }) => version > before.version);
  if (newest !== undefined) draft.put('inventory', await inventoryOf(request, newest, crdsOf(request)));
  const what = `Helm rollback to previous release ${releaseText(previous)} with chart ${chartText(previous)}`;
  const of = { ...ofSnapshot(previous), token: chart.configDigest };
  if (failure !== undefined) {
    const text = `${what} failed: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark('Remediated', 'False', 'RollbackFailed', text);
    emit(request, 'Warning', 'RollbackFailed', text, of);
    summarize(draft, spec);
    if (latestOf(request).digest === before.digest) throw new ActionFailure(messageOf(failure), { cause: failure });
    return;
  }
  draft.mark('Remediated', 'True', 'RollbackSucceeded', `${what} succeeded`);
  emit(request, 'Normal', 'RollbackSucceeded', `${what} succeeded`, of);
  summarize(draft, spec);
}

/**
 * Uninstalls the release: because its HelmRelease goes, its target has changed, or as a remediation (helm-controller internal/reconcile
 * uninstall.go, uninstall_remediation.go).
 */
export async function runUninstall(
  request: ReleaseRequest,
  action: 'uninstall' | 'uninstall-remediation',
): Promise<void> {
  const { draft, spec } = request;
  const current = latestOf(request);
  const isRemediation = action === 'uninstall-remediation';
  const condition = isRemediation ? 'Remediated' : 'Released';
  const context = contextOf(request, (release) => {
    draft.history = draft.history.map((snapshot) =>
      targets(snapshot, release) ? retaken(snapshot, release, action) : snapshot,
    );
  });
  const name = textAt(current, 'name');
  const what = `${isRemediation ? 'Helm uninstall remediation' : 'Helm uninstall'} for release ${releaseText(current)} with chart ${chartText(current)}`;
  const told = (message: string): void => {
    draft.mark('Released', 'False', 'UninstallSucceeded', message);
    summarize(draft, spec);
  };
  const failure = await outcomeOf(request, () =>
    uninstall(context, {
      name,
      wait: waitOf(spec.uninstall),
      disableHooks: spec.uninstall.disableHooks,
      keepHistory: spec.keepHistory,
      propagation: spec.propagation,
    }),
  );
  if (!isRemediation && failure instanceof ReleaseError) {
    if (failure.code === 'not-found')
      return told(`Release ${releaseText(current)} was not found, assuming it is uninstalled`);
    if (spec.keepHistory && failure.message.includes('is already deleted'))
      return told(`Release ${releaseText(current)} was already uninstalled`);
  }
  if (failure !== undefined) {
    const words = isRemediation
      ? `${what} failed`
      : `Helm uninstall failed for release ${releaseText(current)} with chart ${chartText(current)}`;
    const text = `${words}: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark(condition, 'False', 'UninstallFailed', text);
    emit(request, 'Warning', 'UninstallFailed', text, ofSnapshot(current));
    if (!isRemediation) summarize(draft, spec);
    throw new ActionFailure(messageOf(failure), { cause: failure });
  }
  const text = isRemediation
    ? `${what} succeeded`
    : `Helm uninstall succeeded for release ${releaseText(current)} with chart ${chartText(current)}`;
  if (!isRemediation) draft.put('inventory', undefined);
  draft.mark(condition, isRemediation ? 'True' : 'False', 'UninstallSucceeded', text);
  emit(request, 'Normal', 'UninstallSucceeded', text, ofSnapshot(current));
  if (!isRemediation) summarize(draft, spec);
}

/** Frees a release whose last action has not ended and that nobody works on (helm-controller internal/reconcile/unlock.go). */
export async function runUnlock(request: ReleaseRequest, last: Release): Promise<void> {
  const { draft, spec, signal } = request;
  const { status } = last.info;
  if (!isPending(status)) return;
  const unlocked = withStatus(last, 'failed', `Release unlocked from stale '${status}' state`);
  await request.storage.update(unlocked, signal);
  draft.history = draft.history.map((snapshot) =>
    targets(snapshot, unlocked)
      ? snapshotOf(unlocked, { action: textAt(snapshot, 'action'), ociDigest: textAt(snapshot, 'ociDigest') })
      : snapshot,
  );
  const current = snapshotOf(unlocked);
  const text = `Unlocked Helm release ${releaseText(current)} with chart ${chartText(current)} in ${status} state`;
  draft.mark('Released', 'False', 'PendingRelease', text);
  emit(request, 'Normal', 'PendingRelease', text, ofSnapshot(current));
  summarize(draft, spec);
}

async function outcomeOf(
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

function latestOf({ draft }: ReleaseRequest): Snapshot {
  const [latest] = draft.history;
  if (latest === undefined) throw new ActionFailure('no latest release');
  return latest;
}

/** Definitions of the chart are part of what the release has, though no record names them. */
function crdsOf({ chart }: ChartRequest): readonly string[] {
  return chart.crds();
}

import { formatDuration, isAbort, messageOf } from '../../../base/index.ts';
import { type ActionContext, install, type Release, upgrade } from '../../../release/index.ts';
import {
  chartText,
  hasBeenTested,
  inventoryOf,
  type ReleaseAction,
  releaseText,
  snapshotOf,
  summarize,
  targets,
} from '../status/index.ts';
import { ActionFailure } from './action-failure.ts';
import { applyOf, contextOf, crdsOf, retaken, waitOf } from './context.ts';
import { emit, ofChart, ofSnapshot } from './events.ts';
import type { ChartRequest } from './release-request.ts';
import { remediationOf } from './remediation.ts';

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

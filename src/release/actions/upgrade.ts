import { messageOf } from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import {
  adoptable,
  buildObjects,
  deleteObjects,
  isSame,
  owned,
  type ReleaseObject,
  type Updated,
  updateObjects,
} from '../objects/index.ts';
import { goTime, isPending, type Release, withStatus } from '../record/index.ts';
import type { RenderChart } from '../rendered-chart.ts';
import { deployedRelease, lastRelease, noDeployed, storeRevision } from '../storage/index.ts';
import { type ApplyMethod, isServerSide } from './apply-method.ts';
import { type ActionContext, waitForObjects, type WaitPolicy, writeOptions } from './context.ts';
import { applyCrds, type CrdPolicy } from './crds.ts';
import { runHooks } from './hooks.ts';
import type { ActionOutcome } from './outcome.ts';
import { checkLabels, nameFault, newRevision, recordQuietly } from './record.ts';
import { rollback } from './rollback.ts';
import { told } from './told.ts';

/** What becomes of a release and how; the defaults are helm's. */
export interface UpgradeOptions {
  readonly name: string;
  readonly render: RenderChart;
  readonly wait: WaitPolicy;
  readonly apply?: ApplyMethod;
  readonly forceConflicts?: boolean;
  /** PUTs instead of patching; only client-side. */
  readonly forceReplace?: boolean;
  readonly takeOwnership?: boolean;
  readonly disableHooks?: boolean;
  /** Rolls back what failed; then the wait is for objects too. */
  readonly rollbackOnFailure?: boolean;
  /** Deletes what a failed upgrade created. */
  readonly cleanupOnFail?: boolean;
  /** helm itself leaves definitions alone in an upgrade. */
  readonly crds?: CrdPolicy;
  /** What lies in `crds/` beside definitions is left out, as Flux does. */
  readonly definitionsOnly?: boolean;
  /** How many revisions are kept; 0 keeps all. */
  readonly maxHistory?: number;
  readonly description?: string;
  /** Added to those of the last revision; the value `null` removes one. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Upgrades a release as `helm upgrade` does (helm v4 pkg/action/upgrade.go): from the deployed revision, or where that failed from the last.
 * A failure after the new revision is stored comes back in the outcome.
 * @throws ReleaseError where nothing was stored: `invalid`, `no-deployed`, `pending`, `ownership`, `apply`; and what rendering throws.
 */
export async function upgrade(context: ActionContext, options: UpgradeOptions): Promise<ActionOutcome> {
  const { storage, client, signal } = context;
  const { name } = options;
  if (nameFault(name) !== undefined) throw new ReleaseError('invalid', `release name is invalid: ${name}`);
  const wait: WaitPolicy = options.rollbackOnFailure === true ? { ...options.wait, strategy: 'watcher' } : options.wait;
  const history = await storage.history(name, signal);
  const { last, current } = startingPoint(name, history);
  const serverSide = isServerSide(options.apply, last);
  const { namespace } = current;
  const revision = last.version + 1;
  const rendered = await options.render({ name, namespace, revision, isInstall: false, isUpgrade: true });
  checkLabels(options.labels ?? {});
  await applyCrds(context, rendered.crds, namespace, {
    policy: options.crds ?? 'Skip',
    serverSide,
    forceConflicts: options.forceConflicts === true && serverSide,
    definitionsOnly: options.definitionsOnly === true,
  });
  const release = newRevision({
    name,
    namespace,
    version: revision,
    rendered,
    firstDeployed: current.info.firstDeployed,
    lastDeployed: goTime(context.clock.now()),
    status: 'pending-upgrade',
    description: 'Preparing upgrade',
    serverSide,
    labels: mergedLabels(last.labels, options.labels ?? {}),
  });
  const built = await buildObjects(rendered.manifest, namespace, client.discovery, signal);
  const originals = await told('unable to build kubernetes objects from current release manifest', () =>
    buildObjects(current.manifest.reveal(), current.namespace, client.discovery, signal),
  );
  const targets = built.map((object) => owned(object, { name, namespace }));
  await context.ownership?.take(targets);
  const fresh = targets.filter((target) => !originals.some((original) => isSameVersion(original, target)));
  const adopted = await told('unable to continue with update', () =>
    adoptable(client, fresh, { name, namespace }, options.takeOwnership === true, signal),
  );
  await storeRevision(storage, history, release, options.maxHistory ?? 0, signal);
  const plan: UpgradePlan = { originals: [...originals, ...adopted], targets, current, wait, serverSide };
  const outcome = await perform(context, release, plan, options);
  if (outcome.error !== undefined)
    return await fail(context, outcome.release, outcome.error, outcome.created, wait, options);
  await recordQuietly(context, withStatus(current, 'superseded'));
  const deployed = withStatus(outcome.release, 'deployed', options.description ?? 'Upgrade complete');
  await recordQuietly(context, deployed);
  return { release: deployed };
}

/** The last revision, and the one whose objects are in the cluster. */
function startingPoint(name: string, history: readonly Release[]): { last: Release; current: Release } {
  const last = lastRelease(history);
  if (last === undefined) throw noDeployed(name);
  if (isPending(last.info.status))
    throw new ReleaseError('pending', 'another operation (install/upgrade/rollback) is in progress', { object: name });
  const deployed = deployedRelease(history);
  if (last.info.status === 'deployed' || deployed !== undefined) return { last, current: deployed ?? last };
  if (last.info.status === 'failed' || last.info.status === 'superseded') return { last, current: last };
  throw noDeployed(name);
}

function isSameVersion(a: ReleaseObject, b: ReleaseObject): boolean {
  return isSame(a, b) && a.resource.version === b.resource.version;
}

function mergedLabels(
  current: Readonly<Record<string, string>>,
  desired: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...current, ...desired }).filter(([, value]) => value !== 'null'));
}

interface UpgradePlan {
  readonly originals: readonly ReleaseObject[];
  readonly targets: readonly ReleaseObject[];
  readonly current: Release;
  readonly wait: WaitPolicy;
  readonly serverSide: boolean;
}

interface UpgradeOutcome extends ActionOutcome {
  readonly created: readonly ReleaseObject[];
}

async function perform(
  context: ActionContext,
  release: Release,
  plan: UpgradePlan,
  options: UpgradeOptions,
): Promise<UpgradeOutcome> {
  const { wait, serverSide, originals, targets } = plan;
  let current = release;
  let created: readonly ReleaseObject[] = [];
  const hooks = async (event: 'pre-upgrade' | 'post-upgrade'): Promise<void> => {
    if (options.disableHooks === true) return;
    const outcome = await runHooks(context, current, event, { wait, serverSide });
    current = outcome.release;
    if (outcome.error !== undefined)
      throw new ReleaseError('hook', `${event} hooks failed: ${outcome.error.message}`, { cause: outcome.error });
  };
  try {
    await hooks('pre-upgrade');
    const updated: Updated = await updateObjects(originals, targets, {
      ...writeOptions(context, serverSide, options.forceConflicts === true),
      forceReplace: options.forceReplace === true,
      threeWayForCustom: false,
      foldClientSide: serverSide && plan.current.applyMethod !== 'ssa',
      deletable: context.ownership?.deletable,
    });
    created = updated.created;
    try {
      if (updated.error !== undefined) throw updated.error;
      await waitForObjects(context, updated.applied, wait);
    } catch (error) {
      // helm stores the old revision once more, unchanged; who observes the storage hears of it.
      await recordQuietly(context, plan.current);
      throw error;
    }
    await hooks('post-upgrade');
    return { release: current, created };
  } catch (error) {
    return { release: current, created, error: error as Error };
  }
}

async function fail(
  context: ActionContext,
  release: Release,
  error: Error,
  created: readonly ReleaseObject[],
  wait: WaitPolicy,
  options: UpgradeOptions,
): Promise<ActionOutcome> {
  const { name } = release;
  const failed = withStatus(release, 'failed', `Upgrade "${name}" failed: ${error.message}`);
  await recordQuietly(context, failed);
  if (context.signal.aborted) return { release: failed, error };
  if (options.cleanupOnFail === true && created.length > 0) {
    const errors = await deleteObjects(context.client, created, 'Background', context.signal);
    if (errors.length > 0) {
      const text = `an error occurred while cleaning up resources. original upgrade error: ${error.message}: unable to cleanup resources: ${errors.map(messageOf).join(', ')}`;
      return { release: failed, error: new ReleaseError('delete', text, { object: name, cause: error }) };
    }
  }
  if (options.rollbackOnFailure !== true) return { release: failed, error };
  return { release: failed, error: await rollBack(context, name, error, wait, options) };
}

/** Rolls back to the last revision that was deployed, and says so. */
async function rollBack(
  context: ActionContext,
  name: string,
  error: Error,
  wait: WaitPolicy,
  options: UpgradeOptions,
): Promise<ReleaseError> {
  const history = await context.storage.history(name, context.signal);
  const good = history.findLast(({ info }) => info.status === 'superseded' || info.status === 'deployed');
  if (good === undefined) {
    const text = `unable to find a previously successful release when attempting to rollback. original upgrade error: ${error.message}`;
    return new ReleaseError('apply', text, { object: name, cause: error });
  }
  try {
    const { error: failure } = await rollback(context, {
      name,
      version: good.version,
      wait,
      apply: options.apply ?? 'auto',
      forceConflicts: options.forceConflicts === true,
      forceReplace: options.forceReplace === true,
      disableHooks: options.disableHooks === true,
    });
    if (failure !== undefined) throw failure;
  } catch (rollbackError) {
    const text = `an error occurred while rolling back the release. original upgrade error: ${error.message}: ${messageOf(rollbackError)}`;
    return new ReleaseError('apply', text, { object: name, cause: rollbackError });
  }
  const text = `release ${name} failed, and has been rolled back due to rollback-on-failure being set: ${error.message}`;
  return new ReleaseError('apply', text, { object: name, cause: error });
}

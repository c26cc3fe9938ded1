import { messageOf } from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import { buildObjects, deleteObjects, owned, updateObjects } from '../objects/index.ts';
import { goTime, type Release, withStatus } from '../record/index.ts';
import { lastRelease, storeRevision } from '../storage/index.ts';
import { type ApplyMethod, isServerSide } from './apply-method.ts';
import { type ActionContext, waitForObjects, type WaitPolicy, writeOptions } from './context.ts';
import { runHooks } from './hooks.ts';
import type { ActionOutcome } from './outcome.ts';
import { nameFault, recordQuietly } from './record.ts';
import { told } from './told.ts';

/** Which revision comes back and how; the defaults are helm's. */
export interface RollbackOptions {
  readonly name: string;
  /** 0: the one before the last. */
  readonly version: number;
  readonly wait: WaitPolicy;
  readonly apply?: ApplyMethod;
  readonly forceConflicts?: boolean;
  readonly forceReplace?: boolean;
  readonly disableHooks?: boolean;
  readonly cleanupOnFail?: boolean;
  readonly maxHistory?: number;
}

/**
 * Makes a stored revision the newest one as `helm rollback` does (helm v4 pkg/action/rollback.go). A failed hook leaves the new revision
 * pending, as helm does: whoever upgrades next must unlock it first.
 * @throws ReleaseError where nothing was stored: `invalid`, `not-found`.
 */
export async function rollback(context: ActionContext, options: RollbackOptions): Promise<ActionOutcome> {
  const { storage, signal } = context;
  const { name } = options;
  if (nameFault(name) !== undefined)
    throw new ReleaseError('invalid', `prepareRollback: Release name is invalid: ${name}`);
  if (options.version < 0) throw new ReleaseError('invalid', 'invalid release revision');
  const history = await storage.history(name, signal);
  const current = lastRelease(history);
  if (current === undefined) throw new ReleaseError('not-found', 'release: not found', { object: name });
  const version = options.version === 0 ? current.version - 1 : options.version;
  const previous = history.find((release) => release.version === version);
  if (previous === undefined)
    throw new ReleaseError('not-found', `release has no ${version} version`, { object: name });
  const serverSide = isServerSide(options.apply, previous);
  const target: Release = {
    ...previous,
    namespace: current.namespace,
    version: current.version + 1,
    applyMethod: serverSide ? 'ssa' : 'csa',
    info: {
      ...previous.info,
      firstDeployed: current.info.firstDeployed,
      lastDeployed: goTime(context.clock.now()),
      deleted: '',
      status: 'pending-rollback',
      description: `Rollback to ${version}`,
    },
  };
  await storeRevision(storage, history, target, options.maxHistory ?? 0, signal);
  const outcome = await perform(context, current, target, serverSide, options);
  if (outcome.error !== undefined) return outcome;
  for (const release of await storage.history(name, signal)) {
    if (release.info.status === 'deployed') await recordQuietly(context, withStatus(release, 'superseded'));
  }
  const deployed = withStatus(outcome.release, 'deployed');
  await storage.update(deployed);
  return { release: deployed };
}

async function perform(
  context: ActionContext,
  current: Release,
  target: Release,
  serverSide: boolean,
  options: RollbackOptions,
): Promise<ActionOutcome> {
  const { client, signal } = context;
  const { wait } = options;
  let release = target;
  const hooks = async (event: 'pre-rollback' | 'post-rollback'): Promise<void> => {
    if (options.disableHooks === true) return;
    const outcome = await runHooks(context, release, event, { wait, serverSide });
    release = outcome.release;
    if (outcome.error !== undefined) throw outcome.error;
  };
  try {
    const originals = await told('unable to build kubernetes objects from current release manifest', () =>
      buildObjects(current.manifest.reveal(), current.namespace, client.discovery, signal),
    );
    const built = await told('unable to build kubernetes objects from new release manifest', () =>
      buildObjects(target.manifest.reveal(), target.namespace, client.discovery, signal),
    );
    await hooks('pre-rollback');
    const targets = built.map((object) => owned(object, target));
    await context.ownership?.take(targets);
    const updated = await updateObjects(originals, targets, {
      ...writeOptions(context, serverSide, options.forceConflicts === true),
      forceReplace: options.forceReplace === true,
      threeWayForCustom: false,
      foldClientSide: true,
      deletable: context.ownership?.deletable,
    });
    if (updated.error !== undefined) {
      const failed = withStatus(release, 'failed', `Rollback "${release.name}" failed: ${updated.error.message}`);
      await recordQuietly(context, withStatus(current, 'superseded'));
      await recordQuietly(context, failed);
      const error =
        options.cleanupOnFail === true ? await cleanUp(context, updated.created, updated.error) : updated.error;
      return { release: failed, error };
    }
    try {
      await waitForObjects(context, updated.applied, wait);
    } catch (error) {
      const failed = withStatus(release, 'failed', `Release "${release.name}" failed: ${messageOf(error)}`);
      await recordQuietly(context, current);
      await recordQuietly(context, failed);
      const text = `release ${release.name} failed: ${messageOf(error)}`;
      return { release: failed, error: new ReleaseError('wait', text, { object: release.name, cause: error }) };
    }
    await hooks('post-rollback');
    return { release };
  } catch (error) {
    return { release, error: error as Error };
  }
}

async function cleanUp(
  context: ActionContext,
  created: Parameters<typeof deleteObjects>[1],
  error: Error,
): Promise<Error> {
  const errors = await deleteObjects(context.client, created, 'Background', context.signal);
  if (errors.length === 0) return error;
  const text = `an error occurred while cleaning up resources. original rollback error: unable to cleanup resources: ${errors.map(messageOf).join(', ')}`;
  return new ReleaseError('delete', text, { cause: error });
}

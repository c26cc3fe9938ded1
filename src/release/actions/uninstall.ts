import { messageOf } from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import {
  buildObjects,
  deleteObjects,
  inUninstallOrder,
  type Propagation,
  readObjects,
  type ReleaseObject,
  resourcePolicy,
} from '../objects/index.ts';
import { goTime, type Release, withStatus } from '../record/index.ts';
import { lastRelease } from '../storage/index.ts';
import { type ActionContext, waitForDeletion, type WaitPolicy } from './context.ts';
import { runHooks } from './hooks.ts';
import { nameFault, recordQuietly } from './record.ts';

/** What is uninstalled and how; the defaults are helm's. */
export interface UninstallOptions {
  readonly name: string;
  readonly wait: WaitPolicy;
  readonly disableHooks?: boolean;
  readonly keepHistory?: boolean;
  readonly propagation?: Propagation;
  readonly description?: string;
}

/** What an uninstall left. */
export interface UninstallOutcome {
  /** The last revision as it was left, whether or not its record is kept. */
  readonly release: Release;
  /** Objects that were kept, as `[Kind] name`, one a line; empty where there are none. */
  readonly kept: string;
  readonly error?: Error;
}

/**
 * Uninstalls a release as `helm uninstall` does (helm v4 pkg/action/uninstall.go): hooks, objects in reverse order but those that are to be
 * kept, records. What went wrong beside the deletion comes back in the outcome.
 * @throws ReleaseError `invalid`, `not-found`; `hook` and `delete` where it ended before its end.
 */
export async function uninstall(context: ActionContext, options: UninstallOptions): Promise<UninstallOutcome> {
  const { storage, clock, signal } = context;
  const { name, wait } = options;
  if (nameFault(name) !== undefined)
    throw new ReleaseError('invalid', `uninstall: Release name is invalid: ${name}`, { object: name });
  const history = await storage.history(name, signal);
  const last = lastRelease(history);
  if (last === undefined)
    throw new ReleaseError('not-found', `uninstall: Release not loaded: ${name}: release: not found`, { object: name });
  if (last.info.status === 'uninstalled') {
    if (options.keepHistory === true)
      throw new ReleaseError('invalid', `the release named "${name}" is already deleted`, { object: name });
    await purge(context, history);
    return { release: last, kept: '' };
  }
  let release: Release = {
    ...last,
    info: {
      ...last.info,
      status: 'uninstalling',
      deleted: goTime(clock.now()),
      description: 'Deletion in progress (or silently failed)',
    },
  };
  const errors: Error[] = [];
  const hooks = async (event: 'pre-delete' | 'post-delete'): Promise<Error | undefined> => {
    if (options.disableHooks === true) return undefined;
    const outcome = await runHooks(context, release, event, { wait, serverSide: true });
    release = outcome.release;
    return outcome.error;
  };
  const failure = await hooks('pre-delete');
  if (failure !== undefined) throw failure;
  await recordQuietly(context, release);
  const { deleted, kept } = await deleteRelease(context, release, options.propagation ?? 'Background');
  try {
    await waitForDeletion(context, deleted, wait);
  } catch (error) {
    signal.throwIfAborted();
    errors.push(error as Error);
  }
  const after = await hooks('post-delete');
  if (after !== undefined) errors.push(after);
  release = withStatus(release, 'uninstalled', options.description ?? 'Uninstallation complete');
  if (options.keepHistory === true) {
    await recordQuietly(context, release);
    for (const old of history) {
      if (old.info.status === 'deployed' && old.version !== release.version)
        await recordQuietly(context, withStatus(old, 'superseded'));
    }
  } else {
    try {
      await purge(context, history);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return { release, kept, ...(errors.length === 0 ? {} : { error: summary(name, errors) }) };
}

function summary(name: string, errors: readonly Error[]): ReleaseError {
  const text = `uninstallation completed with ${errors.length} error(s): ${errors.map(messageOf).join('; ')}`;
  return new ReleaseError('delete', text, { object: name, cause: errors[0] });
}

async function purge({ storage }: ActionContext, history: readonly Release[]): Promise<void> {
  try {
    for (const { name, version } of history) await storage.remove(name, version);
  } catch (error) {
    throw new ReleaseError('delete', `uninstall: Failed to purge the release: ${messageOf(error)}`, { cause: error });
  }
}

async function deleteRelease(
  context: ActionContext,
  release: Release,
  propagation: Propagation,
): Promise<{ deleted: readonly ReleaseObject[]; kept: string }> {
  const { client, signal } = context;
  const { name } = release;
  try {
    const objects = readObjects(release.manifest.reveal());
    const policyOf = (object: (typeof objects)[number]): string | undefined =>
      object.metadata.annotations?.[resourcePolicy]?.trim().toLowerCase();
    const kept = objects.filter((object) => policyOf(object) === 'keep');
    const doomed = objects.filter((object) => policyOf(object) === undefined);
    const manifest = inUninstallOrder(doomed, ({ kind }) => kind)
      .map((object) => JSON.stringify(object))
      .join('\n---\n');
    const built = await buildObjects(manifest, release.namespace, client.discovery, signal);
    const targets = (await context.ownership?.deletable(built)) ?? built;
    const errors = await deleteObjects(client, targets, propagation, signal);
    signal.throwIfAborted();
    if (errors.length > 0) throw new ReleaseError('delete', errors.map(messageOf).join('; '), { cause: errors[0] });
    const text = inUninstallOrder(kept, ({ kind }) => kind)
      .map(({ kind, metadata }) => `[${kind}] ${metadata.name ?? ''}\n`)
      .join('');
    return { deleted: targets, kept: text };
  } catch (error) {
    signal.throwIfAborted();
    throw new ReleaseError('delete', `failed to delete release: ${name}`, { object: name, cause: error });
  }
}

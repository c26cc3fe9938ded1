import { messageOf } from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import { buildObjects, createObjects, deleteObjects, type ReleaseObject } from '../objects/index.ts';
import {
  byBytes,
  goTime,
  type HookDeletePolicy,
  type HookEvent,
  type HookRun,
  type Release,
  type ReleaseHook,
} from '../record/index.ts';
import { isHookDone, waitUntilCurrent } from '../wait/index.ts';
import { type ActionContext, waitForDeletion, type WaitPolicy, writeOptions } from './context.ts';
import type { ActionOutcome } from './outcome.ts';
import { recordQuietly } from './record.ts';

/** How hooks are run. */
export interface HookOptions {
  readonly wait: WaitPolicy;
  readonly serverSide: boolean;
}

/**
 * Runs the hooks of one event by weight and name, each until it has ended, and deletes them as their policies say (helm v4
 * pkg/action/hooks.go). The release comes back with how each went; the record is stored before each starts, so that it tells what runs.
 */
export async function runHooks(
  context: ActionContext,
  release: Release,
  event: HookEvent,
  options: HookOptions,
): Promise<ActionOutcome> {
  const due = release.hooks
    .filter(({ events }) => events.includes(event))
    .toSorted((a, b) => a.weight - b.weight || byBytes(a.name, b.name));
  let current = release;
  const put = (old: ReleaseHook, changed: ReleaseHook): ReleaseHook => {
    current = { ...current, hooks: current.hooks.map((hook) => (hook === old ? changed : hook)) };
    return changed;
  };
  const done: ReleaseHook[] = [];
  try {
    for (const planned of due) {
      let hook = put(planned, withDefaultPolicy(planned));
      await deleteHook(context, current, hook, 'before-hook-creation', options);
      const objects = await buildHook(context, current, hook, event);
      const startedAt = goTime(context.clock.now());
      hook = put(hook, withRun(hook, { startedAt, completedAt: '', phase: 'Running' }));
      await recordQuietly(context, current);
      const ended = (phase: HookRun['phase']): void => {
        hook = put(hook, withRun(hook, { startedAt, completedAt: goTime(context.clock.now()), phase }));
      };
      try {
        await startHook(context, hook, objects, event, options);
      } catch (error) {
        ended('Failed');
        throw error;
      }
      try {
        const { client, clock, signal } = context;
        const words = context.waitWords === 'flux' ? 'flux-hooks' : 'helm';
        const { timeoutMs } = options.wait;
        await waitUntilCurrent(objects, isHookDone, { client, clock, signal, timeoutMs, words });
      } catch (error) {
        ended('Failed');
        await cleanUpFailure(context, current, hook, done, options);
        throw error;
      }
      ended('Succeeded');
      done.push(hook);
    }
    for (const hook of done.toReversed()) await deleteHook(context, current, hook, 'hook-succeeded', options);
    return { release: current };
  } catch (error) {
    return { release: current, error: error as Error };
  }
}

function withDefaultPolicy(hook: ReleaseHook): ReleaseHook {
  return hook.deletePolicies.length > 0 ? hook : { ...hook, deletePolicies: ['before-hook-creation'] };
}

function withRun(hook: ReleaseHook, lastRun: HookRun): ReleaseHook {
  return { ...hook, lastRun };
}

async function buildHook(
  { client, signal }: ActionContext,
  release: Release,
  hook: ReleaseHook,
  event: HookEvent,
): Promise<ReleaseObject[]> {
  try {
    return await buildObjects(hook.manifest.reveal(), release.namespace, client.discovery, signal);
  } catch (error) {
    throw new ReleaseError(
      'hook',
      `unable to build kubernetes object for ${event} hook ${hook.path}: ${messageOf(error)}`,
      { object: hook.name, cause: error },
    );
  }
}

async function startHook(
  context: ActionContext,
  hook: ReleaseHook,
  objects: readonly ReleaseObject[],
  event: HookEvent,
  { serverSide }: HookOptions,
): Promise<void> {
  try {
    await createObjects(objects, writeOptions(context, serverSide, false));
  } catch (error) {
    throw new ReleaseError('hook', `warning: Hook ${event} ${hook.path} failed: ${messageOf(error)}`, {
      object: `${hook.kind}/${hook.name}`,
      cause: error,
    });
  }
}

/** Deletes a failed hook, and those before it that succeeded, as their policies say. */
async function cleanUpFailure(
  context: ActionContext,
  release: Release,
  failed: ReleaseHook,
  succeeded: readonly ReleaseHook[],
  options: HookOptions,
): Promise<void> {
  try {
    await deleteHook(context, release, failed, 'hook-failed', options);
  } catch (error) {
    // The hook's own failure is what is told.
    if (!(error instanceof Error)) throw error;
  }
  for (const hook of succeeded) await deleteHook(context, release, hook, 'hook-succeeded', options);
}

async function deleteHook(
  context: ActionContext,
  release: Release,
  hook: ReleaseHook,
  policy: HookDeletePolicy,
  options: HookOptions,
): Promise<void> {
  // Definitions are never deleted: all their objects would go with them.
  if (hook.kind === 'CustomResourceDefinition' || !hook.deletePolicies.includes(policy)) return;
  const { client, signal } = context;
  let objects: ReleaseObject[];
  try {
    objects = await buildObjects(hook.manifest.reveal(), release.namespace, client.discovery, signal);
  } catch (error) {
    throw new ReleaseError(
      'hook',
      `unable to build kubernetes object for deleting hook ${hook.path}: ${messageOf(error)}`,
      { object: hook.name, cause: error },
    );
  }
  const errors = await deleteObjects(client, objects, 'Background', signal);
  if (errors.length > 0) throw new ReleaseError('hook', errors.map(messageOf).join('; '), { cause: errors[0] });
  await waitForDeletion(context, objects, options.wait);
}

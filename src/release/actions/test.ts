import { ReleaseError } from '../error.ts';
import type { ReleaseHook } from '../record/index.ts';
import { lastRelease } from '../storage/index.ts';
import type { ActionContext } from './context.ts';
import { runHooks } from './hooks.ts';
import type { ActionOutcome } from './outcome.ts';
import { nameFault, recordQuietly } from './record.ts';

/** Which tests are run. */
export interface TestOptions {
  readonly name: string;
  /** For each test, in ms. */
  readonly timeoutMs: number;
  /** Only these hooks, where any are named. */
  readonly include?: readonly string[];
  /** Not these hooks. */
  readonly exclude?: readonly string[];
}

/**
 * Runs the test hooks of the last revision as `helm test` does (helm v4 pkg/action/release_testing.go) and stores how they went.
 * @throws ReleaseError `invalid`, `not-found`.
 */
export async function test(context: ActionContext, options: TestOptions): Promise<ActionOutcome> {
  const { name, include = [], exclude = [] } = options;
  if (nameFault(name) !== undefined)
    throw new ReleaseError('invalid', `releaseTest: Release name is invalid: ${name}`, { object: name });
  const release = lastRelease(await context.storage.history(name, context.signal));
  if (release === undefined) throw new ReleaseError('not-found', 'release: not found', { object: name });
  const isRun = (hook: ReleaseHook): boolean =>
    !exclude.includes(hook.name) && (include.length === 0 || include.includes(hook.name));
  const skipped = release.hooks.filter((hook) => !isRun(hook));
  const outcome = await runHooks(context, { ...release, hooks: release.hooks.filter(isRun) }, 'test', {
    serverSide: release.applyMethod === 'ssa',
    wait: { strategy: 'watcher', forJobs: false, timeoutMs: options.timeoutMs },
  });
  const tested = { ...outcome.release, hooks: [...skipped, ...outcome.release.hooks] };
  await recordQuietly(context, tested);
  return outcome.error === undefined ? { release: tested } : { release: tested, error: outcome.error };
}

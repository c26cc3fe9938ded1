import type { Clock } from '../../base/index.ts';
import type { KubeClient } from '../../kube/index.ts';
import type { ReleaseObject, WriteOptions } from '../objects/index.ts';
import type { ReleaseStorage } from '../storage/index.ts';
import { type Follow, isReady, isReadyWithJobs, type Waited, waitUntilCurrent, waitUntilGone } from '../wait/index.ts';

/** What every action works on. */
export interface ActionContext {
  readonly client: KubeClient;
  readonly storage: ReleaseStorage;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `helm` where nothing is said. */
  readonly fieldManager?: string;
  /** Whose texts of failures are stored; 4.2 where nothing is said. */
  readonly helmVersion?: '4.1' | '4.2';
  /** Whose words tell what is not ready; helm's where nothing is said. */
  readonly waitWords?: 'helm' | 'flux';
  /** Labels for a chart's definitions. */
  readonly originLabels?: Readonly<Record<string, string>>;
  /** How written objects are followed until they are ready; by watches of the action's own where nothing is said. */
  readonly follow?: Follow;
  /** Whose objects are whose; without it helm's own marks alone decide. */
  readonly ownership?: ObjectOwnership;
}

/** Which objects a release may have, where not releases alone have objects. */
export interface ObjectOwnership {
  /** Makes `targets` the release's. Throws ReleaseError `ownership` where one of them is another's: none is written then. */
  readonly take: (targets: readonly ReleaseObject[]) => Promise<void>;
  /** Those of `targets` that nobody else has taken over or waits for: the others are left to them. */
  readonly deletable: (targets: readonly ReleaseObject[]) => Promise<readonly ReleaseObject[]>;
}

/** What is waited for after objects are written. `hookOnly`: for hooks alone, as helm does where `--wait` is not given. */
export interface WaitPolicy {
  readonly strategy: 'watcher' | 'hookOnly';
  readonly forJobs: boolean;
  /** For each wait, in ms. */
  readonly timeoutMs: number;
}

/** How objects are written by this action. */
export function writeOptions(context: ActionContext, serverSide: boolean, forceConflicts: boolean): WriteOptions {
  const { client, signal, fieldManager = 'helm', helmVersion = '4.2' } = context;
  return { client, signal, fieldManager, helmVersion, serverSide, forceConflicts };
}

/** Waits for written objects as the policy says. Throws ReleaseError `wait`. */
export async function waitForObjects(
  context: ActionContext,
  objects: readonly Waited[],
  policy: WaitPolicy,
): Promise<void> {
  if (policy.strategy === 'hookOnly') return;
  const { client, clock, signal } = context;
  await waitUntilCurrent(objects, policy.forJobs ? isReadyWithJobs : isReady, {
    client,
    clock,
    signal,
    timeoutMs: policy.timeoutMs,
    follow: context.follow,
    words: context.waitWords ?? 'helm',
  });
}

/** Waits until deleted objects are gone, as the policy says. Throws ReleaseError `wait`. */
export async function waitForDeletion(
  context: ActionContext,
  objects: readonly Waited[],
  policy: WaitPolicy,
): Promise<void> {
  if (policy.strategy === 'hookOnly') return;
  const { client, clock, signal } = context;
  await waitUntilGone(objects, { client, clock, signal, timeoutMs: policy.timeoutMs, follow: context.follow });
}

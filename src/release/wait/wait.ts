import { type Clock, jsonAt, type KubeObject } from '../../base/index.ts';
import type { KubeClient, ResourceRef } from '../../kube/index.ts';
import { ReleaseError } from '../error.ts';
import { type Follow, followObject } from './follow.ts';
import { type Judge, type ObjectStatus, readStatus } from './status.ts';

/** An object to wait for, and how it was last seen. */
export interface Waited extends ResourceRef {
  readonly live?: KubeObject | undefined;
}

/** How long is waited, and on what. */
export interface WaitOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** By a watch of its own for each object where nothing is said. */
  readonly follow?: Follow | undefined;
  /** In ms; 0 is helm's 30 s. */
  readonly timeoutMs: number;
  /**
   * Whose words say what is not ready: helm's, a line an object (where nothing is said), or Flux's, one line (fluxcd/pkg ssa WaitForSet), which
   * also does not wait for the others once one has failed, but for those of hooks.
   */
  readonly words?: 'helm' | 'flux' | 'flux-hooks';
}

const defaultTimeoutMs = 30_000;

/**
 * Waits until every object is current by `judge`, or has failed (helm v4 pkg/kube/statuswait.go wait). Paused Deployments are not waited for.
 * @throws ReleaseError `wait` with a line for each that is not current.
 */
export async function waitUntilCurrent(objects: readonly Waited[], judge: Judge, options: WaitOptions): Promise<void> {
  const waited = objects.filter(({ resource, live }) => {
    return !(resource.kind === 'Deployment' && live !== undefined && jsonAt(live, 'spec', 'paused') === true);
  });
  const ended = ({ status }: ObjectStatus): boolean => status === 'Current' || status === 'Failed';
  const { words = 'helm' } = options;
  const failsFast = words === 'flux';
  const { statuses, late } = await watchAll(waited, judge, ended, failsFast, options);
  if (words !== 'helm') return throwFluxWords(waited, statuses, late);
  const lines = waited.flatMap(({ resource, namespace, name }, index) => {
    const { status, message } = statuses[index] ?? unknown;
    if (status === 'Current') return [];
    return [`resource ${resource.kind}/${namespace}/${name} not ready. status: ${status}, message: ${message}`];
  });
  throwLines(lines, late);
}

/**
 * Waits until every object is gone (helm v4 pkg/kube/statuswait.go waitForDelete).
 * @throws ReleaseError `wait` with a line for each that is still there.
 */
export async function waitUntilGone(objects: readonly Waited[], options: WaitOptions): Promise<void> {
  const judge: Judge = (live, now) =>
    live === undefined ? { status: 'NotFound', message: 'Resource not found' } : readStatus(live, now);
  const { statuses, late } = await watchAll(objects, judge, ({ status }) => status === 'NotFound', false, options);
  const lines = objects.flatMap(({ resource, namespace, name }, index) => {
    const { status, message } = statuses[index] ?? unknown;
    if (status === 'NotFound') return [];
    return [`resource ${resource.kind}/${namespace}/${name} still exists. status: ${status}, message: ${message}`];
  });
  throwLines(lines, late);
}

function throwFluxWords(waited: readonly Waited[], statuses: readonly ObjectStatus[], late: boolean): void {
  const errors = waited.flatMap(({ resource, namespace, name }, index) => {
    const { status } = statuses[index] ?? unknown;
    if (status !== 'Failed' && !(late && status !== 'Current')) return [];
    return [`${[resource.kind, namespace, name].filter((part) => part !== '').join('/')} status: '${status}'`];
  });
  if (errors.length === 0) return;
  const what = late ? 'timeout waiting for' : 'failed early due to stalled resources';
  throw new ReleaseError('wait', `${what}: [${errors.join(', ')}]`);
}

const unknown: ObjectStatus = { status: 'Unknown', message: '' };

function throwLines(lines: readonly string[], late: boolean): void {
  if (lines.length === 0) return;
  throw new ReleaseError('wait', [...lines, ...(late ? ['context deadline exceeded'] : [])].join('\n'));
}

/** Follows all objects until each has ended at the same time (with `failsFast` until one has failed), or the time is up. */
async function watchAll(
  objects: readonly Waited[],
  judge: Judge,
  hasEnded: (status: ObjectStatus) => boolean,
  failsFast: boolean,
  { client, clock, signal, timeoutMs, follow: followOne = followObject }: WaitOptions,
): Promise<{ statuses: readonly ObjectStatus[]; late: boolean }> {
  const statuses: ObjectStatus[] = objects.map(({ live }) => (live === undefined ? unknown : judge(live, clock.now())));
  const isOver = (): boolean =>
    statuses.every(hasEnded) || (failsFast && statuses.some(({ status }) => status === 'Failed'));
  if (isOver()) return { statuses, late: false };
  const enough = new AbortController();
  let late = false;
  const cancel = clock.after(timeoutMs === 0 ? defaultTimeoutMs : timeoutMs, () => {
    late = true;
    enough.abort();
  });
  const stop = AbortSignal.any([signal, enough.signal]);
  const follow = async (object: Waited, index: number): Promise<void> => {
    const see = (live: KubeObject | undefined): boolean => {
      statuses[index] = judge(live, clock.now());
      if (isOver()) enough.abort();
      return enough.signal.aborted;
    };
    await followOne(client, object, object.live, see, { clock, signal: stop });
  };
  try {
    await Promise.all(objects.map(follow));
  } catch (error) {
    signal.throwIfAborted();
    if (!enough.signal.aborted) throw error;
  } finally {
    cancel();
    enough.abort();
  }
  return { statuses, late };
}

import { type Clock, isAbort, type Logger, messageOf, type Metrics, type WorkQueue } from '../base/index.ts';
import type { Reconciler } from './reconciler.ts';

/** What a controller runs on. */
export interface ControllerOptions<K extends string> {
  /** Names it in logs and in the label `controller` of its metrics. */
  readonly name: string;
  readonly reconciler: Reconciler<K>;
  readonly queue: WorkQueue<K>;
  /** How many keys are reconciled at a time. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Aborts the signal of a reconcile that takes longer; never where absent. */
  readonly timeoutMs?: number;
  /** How long reconciles under way may take to stop before they are left alone. Default 30 s, as controller-runtime's grace period. */
  readonly graceMs?: number;
}

/**
 * Reconciles what `queue` hands out until `signal` aborts; then closes the queue, waits for reconciles under way, and resolves.
 * Whatever a reconcile throws is logged, counted and tried again after the queue's back-off; nothing it does ends the controller.
 * Metrics are those of controller-runtime and of client-go's work queue.
 */
export async function runController<K extends string>(
  options: ControllerOptions<K>,
  signal: AbortSignal,
): Promise<void> {
  const { queue, concurrency, metrics, name, logger, clock } = options;
  metrics.gauge('controller_runtime_max_concurrent_reconciles', concurrency, { controller: name });
  if (signal.aborted) return queue.close();
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        queue.close();
        resolve();
      },
      { once: true },
    );
  });
  const workers = Promise.all(Array.from({ length: concurrency }, () => work(options, signal)));
  await Promise.race([workers, stopped]);
  let cancel = (): void => undefined;
  const overdue = new Promise<false>((resolve) => {
    cancel = clock.after(options.graceMs ?? 30_000, () => resolve(false));
  });
  const ended = await Promise.race([workers.then(() => true), overdue]);
  cancel();
  if (!ended) logger.error('reconciles did not stop in time', { controller: name, running: queue.running });
}

async function work<K extends string>(options: ControllerOptions<K>, signal: AbortSignal): Promise<void> {
  const { queue, metrics, name } = options;
  const depth = (): void => {
    metrics.gauge('workqueue_depth', queue.depth, { name, controller: name });
    metrics.gauge('controller_runtime_active_workers', queue.running, { controller: name });
  };
  for (let key = await queue.next(); key !== undefined; key = await queue.next()) {
    depth();
    try {
      await reconcileOne(options, key, signal);
    } finally {
      queue.done(key);
      depth();
    }
  }
}

type Outcome = 'success' | 'error' | 'requeue_after';

async function reconcileOne<K extends string>(
  options: ControllerOptions<K>,
  key: K,
  signal: AbortSignal,
): Promise<void> {
  const { queue, metrics, name, clock, logger, reconciler } = options;
  const started = clock.now();
  const deadline = deadlineOf(options);
  const limited = deadline === undefined ? signal : AbortSignal.any([signal, deadline.signal]);
  let outcome: Outcome = 'success';
  try {
    const result = await reconciler.reconcile(key, limited);
    queue.forget(key);
    if (result.kind === 'again') {
      outcome = 'requeue_after';
      queue.addAfter(key, result.afterMs, result.priority);
    }
  } catch (error) {
    if (signal.aborted && isStop(error, signal)) return;
    outcome = 'error';
    const retryMs = Math.round(queue.retry(key));
    metrics.count('controller_runtime_reconcile_errors_total', { controller: name });
    metrics.count('workqueue_retries_total', { name, controller: name });
    logger.error('reconcile failed', { controller: name, key, error: messageOf(error), retryMs });
  } finally {
    deadline?.cancel();
    const seconds = (clock.now() - started) / 1000;
    metrics.count('controller_runtime_reconcile_total', { controller: name, result: outcome });
    metrics.observe('controller_runtime_reconcile_time_seconds', seconds, { controller: name });
    metrics.observe('workqueue_work_duration_seconds', seconds, { name, controller: name });
  }
}

function deadlineOf(options: {
  readonly clock: Clock;
  readonly timeoutMs?: number;
}): { signal: AbortSignal; cancel: () => void } | undefined {
  const { timeoutMs } = options;
  if (timeoutMs === undefined) return undefined;
  const abort = new AbortController();
  const cancel = options.clock.after(timeoutMs, () => {
    abort.abort(new DOMException(`the reconcile took longer than ${timeoutMs / 1000} s`, 'TimeoutError'));
  });
  return { signal: abort.signal, cancel };
}

/** Whether an error only says that the controller is being stopped. */
function isStop(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || isAbort(error);
}

import { describe, expect, it } from 'vitest';
import { jsonLogger, ManualClock, type MetricLabels, type Metrics, seededRandom, WorkQueue } from '../base/index.ts';
import { type ControllerOptions, runController } from './controller.ts';
import type { Reconciler, ReconcileResult } from './reconciler.ts';

interface Rig {
  readonly clock: ManualClock;
  readonly queue: WorkQueue<string>;
  readonly stop: AbortController;
  readonly counts: Map<string, number>;
  readonly gauges: Map<string, number>;
  readonly lines: string[];
  readonly done: Promise<void>;
}

function rig(
  reconcile: Reconciler['reconcile'],
  options: Partial<Pick<ControllerOptions<string>, 'concurrency' | 'timeoutMs' | 'graceMs'>> = {},
): Rig {
  const clock = new ManualClock();
  const backoff = { initialMs: 1000, factor: 2, maxMs: 8000, jitter: 0 };
  const queue = new WorkQueue<string>({ clock, random: seededRandom(1), backoff });
  const stop = new AbortController();
  const counts = new Map<string, number>();
  const gauges = new Map<string, number>();
  const series = (name: string, labels?: MetricLabels): string =>
    [name, ...Object.entries(labels ?? {}).map((pair) => pair.join('='))].join(' ');
  const metrics: Metrics = {
    count: (name, labels, by = 1) => counts.set(series(name, labels), (counts.get(series(name, labels)) ?? 0) + by),
    gauge: (name, value, labels) => void gauges.set(series(name, labels), value),
    observe: (name, value, labels) => void gauges.set(series(name, labels), value),
  };
  const lines: string[] = [];
  const logger = jsonLogger({ write: (line) => lines.push(line), now: () => clock.now() });
  const done = runController(
    { name: 'demo', reconciler: { reconcile }, queue, concurrency: 1, clock, logger, metrics, ...options },
    stop.signal,
  );
  return { clock, queue, stop, counts, gauges, lines, done };
}

const finished: ReconcileResult = { kind: 'done' };

describe('runController', () => {
  it('reconciles each key once and counts it', async () => {
    const seen: string[] = [];
    const { clock, queue, stop, counts, gauges, done } = rig((key) => {
      seen.push(key);
      return Promise.resolve(finished);
    });
    queue.add('a');
    queue.add('b');
    queue.add('b');
    await clock.advance(0);
    expect(seen).toEqual(['a', 'b']);
    expect(counts.get('controller_runtime_reconcile_total controller=demo result=success')).toBe(2);
    expect(gauges.get('workqueue_depth name=demo controller=demo')).toBe(0);
    expect(gauges.get('controller_runtime_max_concurrent_reconciles controller=demo')).toBe(1);
    stop.abort();
    await done;
  });

  it('comes back when a reconcile asks for it', async () => {
    let turns = 0;
    const { clock, queue, stop, counts, done } = rig(() => {
      turns += 1;
      return Promise.resolve(turns === 1 ? { kind: 'again', afterMs: 5000 } : finished);
    });
    queue.add('a');
    await clock.advance(0);
    await clock.advance(4999);
    expect(turns).toBe(1);
    await clock.advance(1);
    expect(turns).toBe(2);
    expect(counts.get('controller_runtime_reconcile_total controller=demo result=requeue_after')).toBe(1);
    stop.abort();
    await done;
  });

  const throwers: readonly (readonly [string, Reconciler['reconcile'], string])[] = [
    ['rejects', () => Promise.reject(new Error('no luck')), 'no luck'],
    [
      'throws at once',
      () => {
        throw new TypeError('undefined is not a function');
      },
      'undefined is not a function',
    ],
    // eslint-disable-next-line prefer-promise-reject-errors -- whatever is thrown must be survived
    ['rejects with something that is no error', () => Promise.reject('a text'), 'a text'],
    [
      'is aborted by something of its own',
      () => Promise.reject(new DOMException('own timeout', 'AbortError')),
      'own timeout',
    ],
  ];
  it.each(throwers)('goes on after a reconcile that %s, with growing waits', async (_, fail, text) => {
    const at: number[] = [];
    const { clock, queue, stop, counts, lines, done } = rig((key, signal) => {
      at.push(clock.now());
      return fail(key, signal);
    });
    const start = clock.now();
    queue.add('a');
    await clock.advance(0);
    await clock.advance(7000);
    expect(at.map((time) => time - start)).toEqual([0, 1000, 3000, 7000]);
    expect(counts.get('controller_runtime_reconcile_errors_total controller=demo')).toBe(4);
    expect(counts.get('workqueue_retries_total name=demo controller=demo')).toBe(4);
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'reconcile failed', controller: 'demo', key: 'a', error: text });
    stop.abort();
    await done;
  });

  it('starts the back-off anew after a success', async () => {
    const at: number[] = [];
    let turns = 0;
    const { clock, queue, stop, done } = rig(() => {
      at.push(clock.now());
      turns += 1;
      return turns === 3 ? Promise.resolve({ kind: 'again', afterMs: 100 }) : Promise.reject(new Error('no'));
    });
    const start = clock.now();
    queue.add('a');
    await clock.advance(0);
    await clock.advance(4200);
    expect(at.map((time) => time - start)).toEqual([0, 1000, 3000, 3100, 4100]);
    stop.abort();
    await done;
  });

  it('runs as many keys at a time as it may, and never one key twice', async () => {
    let running = 0;
    let most = 0;
    const perKey = new Map<string, number>();
    const gates: (() => void)[] = [];
    const { clock, queue, stop, gauges, done } = rig(
      async (key) => {
        running += 1;
        most = Math.max(most, running);
        perKey.set(key, (perKey.get(key) ?? 0) + 1);
        expect(perKey.get(key)).toBe(1);
        await new Promise<void>((resolve) => gates.push(resolve));
        perKey.set(key, 0);
        running -= 1;
        return finished;
      },
      { concurrency: 3 },
    );
    for (const key of ['a', 'b', 'c', 'd', 'e']) queue.add(key);
    await clock.advance(0);
    expect(running).toBe(3);
    expect(gauges.get('workqueue_depth name=demo controller=demo')).toBe(2);
    queue.add('a');
    while (gates.length > 0) {
      gates.shift()?.();
      await clock.advance(0);
    }
    expect(most).toBe(3);
    stop.abort();
    await done;
  });

  it('stops: aborts what runs, waits for it, and counts no error for it', async () => {
    const order: string[] = [];
    const { clock, queue, stop, counts, done } = rig(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            order.push('aborted');
            clock.after(500, () => {
              order.push('cleaned up');
              reject(signal.reason as Error);
            });
          });
        }),
    );
    queue.add('a');
    queue.add('b');
    await clock.advance(0);
    stop.abort();
    const ended = done.then(() => order.push('ended'));
    await clock.advance(0);
    await clock.advance(500);
    await ended;
    expect(order).toEqual(['aborted', 'cleaned up', 'ended']);
    expect(counts.get('controller_runtime_reconcile_errors_total controller=demo')).toBeUndefined();
    queue.add('c');
    expect(queue.depth).toBe(0);
  });

  it('leaves alone what does not stop in time', async () => {
    const { clock, queue, stop, lines, done } = rig(() => new Promise(() => undefined), { graceMs: 2000 });
    queue.add('a');
    await clock.advance(0);
    stop.abort();
    await clock.advance(0);
    await clock.advance(2000);
    await done;
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'reconciles did not stop in time', running: 1 });
  });

  it('returns at once when it is stopped before it starts', async () => {
    const stop = new AbortController();
    stop.abort();
    const clock = new ManualClock();
    const queue = new WorkQueue<string>({ clock, random: seededRandom(1) });
    const ports = { clock, logger: jsonLogger({ write: () => undefined, now: () => 0 }) };
    const metrics = { count: () => undefined, gauge: () => undefined, observe: () => undefined };
    const reconciler = { reconcile: () => Promise.resolve(finished) };
    await runController({ name: 'x', reconciler, queue, concurrency: 2, metrics, ...ports }, stop.signal);
    expect(await queue.next()).toBeUndefined();
  });

  it('aborts a reconcile that takes too long and tries it again', async () => {
    const { clock, queue, stop, lines, done } = rig(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      { timeoutMs: 3000 },
    );
    queue.add('a');
    await clock.advance(0);
    await clock.advance(3000);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      msg: 'reconcile failed',
      error: 'the reconcile took longer than 3 s',
    });
    stop.abort();
    await done;
  });
});

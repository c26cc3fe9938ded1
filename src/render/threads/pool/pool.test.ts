import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ManualClock, noMetrics, type Priority, silentLogger, systemClock } from '../../../base/index.ts';
import { WorkerPool } from './pool.ts';

/** What `testdata/worker.mjs` shall do. */
interface Task {
  readonly act: 'echo' | 'spin' | 'spin-until-stopped' | 'eat' | 'exit' | 'throw' | 'reject' | 'deep';
  readonly text?: string;
}

interface Echo {
  readonly text: string;
  /** How many jobs the thread has had. */
  readonly jobs: number;
  readonly data: unknown;
}

// Threads start for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const entry = new URL('./testdata/worker.mjs', import.meta.url);

function makePool(
  options: { size?: number; clock?: ManualClock; graceMs?: number; entry?: URL; memoryMb?: number } = {},
) {
  const counted: string[] = [];
  const pool = new WorkerPool<Task, Echo>({
    size: options.size ?? 1,
    entry: options.entry ?? entry,
    workerData: 'given',
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? 32 },
    graceMs: options.graceMs ?? 50,
    clock: options.clock ?? systemClock,
    logger: silentLogger,
    metrics: { ...noMetrics, count: (name, labels) => void counted.push(`${name} ${labels?.['reason']}`) },
  });
  onTestFinished(() => pool.close());
  const run = (
    task: Task,
    more: { affinity?: string; priority?: Priority; timeoutMs?: number; signal?: AbortSignal } = {},
  ) =>
    pool.run(
      {
        payload: task,
        affinity: more.affinity ?? '',
        priority: more.priority ?? 'normal',
        timeoutMs: more.timeoutMs ?? 60_000,
      },
      more.signal,
    );
  return { pool, run, counted };
}

const echo = (text: string, jobs: number) => ({ kind: 'done', value: { text, jobs, data: 'given' } });

describe('WorkerPool', () => {
  it('does jobs one after another in the same thread', async () => {
    const { run } = makePool();
    expect(await Promise.all([run({ act: 'echo', text: 'a' }), run({ act: 'echo', text: 'b' })])).toMatchObject([
      echo('a', 1),
      echo('b', 2),
    ]);
  });

  it('sends jobs of one affinity to one thread while it is idle', async () => {
    const { run } = makePool({ size: 2 });
    const jobs: number[] = [];
    for (const affinity of ['a', 'b', 'a', 'b', 'a', 'b']) {
      const end = await run({ act: 'echo' }, { affinity });
      jobs.push(end.kind === 'done' ? end.value.jobs : 0);
    }
    expect(jobs).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('lets an idle thread help where the home of an affinity is busy', async () => {
    const clock = new ManualClock();
    const { run } = makePool({ size: 2, clock });
    const busy = run({ act: 'spin-until-stopped' }, { affinity: 'a', timeoutMs: 100 });
    expect(await run({ act: 'echo', text: 'helped' }, { affinity: 'a' })).toMatchObject(echo('helped', 1));
    await clock.advance(100);
    expect(await busy).toEqual({ kind: 'timed-out' });
  });

  it('starts higher priorities first', async () => {
    const { run } = makePool();
    const order: string[] = [];
    const note = async (priority: Priority, text: string) => {
      await run({ act: 'echo' }, { priority });
      order.push(text);
    };
    await Promise.all([note('low', 'running'), note('low', 'low'), note('normal', 'normal'), note('high', 'high')]);
    expect(order).toEqual(['running', 'high', 'normal', 'low']);
  });

  it('ends an endless job at its time-out, and its thread after the grace', async () => {
    const clock = new ManualClock();
    const { run, counted } = makePool({ clock });
    await run({ act: 'echo' });
    const endless = run({ act: 'spin' }, { timeoutMs: 1000 });
    const waiting = run({ act: 'echo', text: 'next' });
    await clock.advance(999);
    expect(counted).toEqual([]);
    await clock.advance(1);
    expect(await endless).toEqual({ kind: 'timed-out' });
    await clock.advance(50);
    expect(await waiting).toMatchObject(echo('next', 1));
    expect(counted).toEqual(['slipway_render_worker_replacements_total timed-out']);
  });

  it('keeps the thread of a job that stops within the grace', async () => {
    const clock = new ManualClock();
    const { run, counted } = makePool({ clock });
    const slow = run({ act: 'spin-until-stopped' }, { timeoutMs: 1000 });
    const waiting = run({ act: 'echo', text: 'next' });
    await clock.advance(1000);
    expect(await slow).toEqual({ kind: 'timed-out' });
    expect(await waiting).toMatchObject(echo('next', 2));
    await clock.advance(10_000);
    expect(counted).toEqual([]);
  });

  it('does not count the wait for a thread against the time-out', async () => {
    const clock = new ManualClock();
    const { run } = makePool({ clock });
    const slow = run({ act: 'spin-until-stopped' }, { timeoutMs: 5000 });
    const waiting = run({ act: 'echo', text: 'next' }, { timeoutMs: 1000 });
    await clock.advance(5000);
    expect(await slow).toEqual({ kind: 'timed-out' });
    expect(await waiting).toMatchObject(echo('next', 2));
  });

  it.each([
    { act: 'eat', end: { kind: 'out-of-memory' } },
    { act: 'exit', end: { kind: 'crashed', message: 'the worker thread ended with code 3' } },
    { act: 'throw', end: { kind: 'crashed', message: 'a mistake outside of the job' } },
    { act: 'deep', end: { kind: 'crashed', message: 'Maximum call stack size exceeded' } },
  ] as const)('loses a thread to "$act" and goes on with a new one', async ({ act, end }) => {
    const { run } = makePool();
    await run({ act: 'echo' });
    const [lost, next] = await Promise.all([run({ act }), run({ act: 'echo', text: 'next' })]);
    expect(lost).toEqual(end);
    expect(next).toMatchObject(echo('next', 1));
  });

  it('keeps the thread of a job that failed by a mistake in its code', async () => {
    const { run } = makePool();
    expect(await run({ act: 'reject' })).toEqual({ kind: 'crashed', message: 'a mistake in the job' });
    expect(await run({ act: 'echo' })).toMatchObject(echo('', 2));
  });

  it('ends every waiting job where threads cannot start', async () => {
    const { run } = makePool({ entry: new URL('./testdata/no-such-worker.mjs', import.meta.url) });
    const ends = await Promise.all([run({ act: 'echo' }), run({ act: 'echo' })]);
    for (const end of ends)
      expect(end).toMatchObject({ kind: 'crashed', message: expect.stringContaining('no-such-worker') });
  });

  it('rejects at once when the signal aborts, whether the job waits or runs', async () => {
    const clock = new ManualClock();
    const { run, counted } = makePool({ clock });
    const running = new AbortController();
    const waiting = new AbortController();
    const first = run({ act: 'spin' }, { signal: running.signal });
    const second = run({ act: 'echo' }, { signal: waiting.signal });
    const third = run({ act: 'echo', text: 'third' });
    waiting.abort(new Error('no longer wanted'));
    await expect(second).rejects.toThrow('no longer wanted');
    running.abort(new Error('superseded'));
    await expect(first).rejects.toThrow('superseded');
    await clock.advance(50);
    expect(await third).toMatchObject(echo('third', 1));
    expect(counted).toEqual(['slipway_render_worker_replacements_total timed-out']);
  });

  it('takes no job whose signal has aborted before', async () => {
    const { run } = makePool();
    await expect(run({ act: 'echo' }, { signal: AbortSignal.abort(new Error('late')) })).rejects.toThrow('late');
    expect(await run({ act: 'echo' })).toMatchObject(echo('', 1));
  });

  it('rejects what waits and runs when it is closed, and all that comes after', async () => {
    const { pool, run } = makePool();
    const jobs = [run({ act: 'spin' }), run({ act: 'echo' })];
    const settled = Promise.allSettled(jobs);
    await pool.close();
    for (const job of [...(await settled), ...(await Promise.allSettled([run({ act: 'echo' })]))]) {
      expect(job).toMatchObject({ status: 'rejected', reason: { code: 'closed' } });
    }
  });

  it('tells how many jobs wait', async () => {
    const gauge = vi.fn();
    const metrics = { ...noMetrics, gauge };
    const limits = { resourceLimits: {}, graceMs: 50, clock: systemClock, logger: silentLogger };
    const pool = new WorkerPool<Task, Echo>({ size: 1, entry, metrics, ...limits });
    onTestFinished(() => pool.close());
    const job = { payload: { act: 'echo' } as const, affinity: '', priority: 'normal' as const, timeoutMs: 60_000 };
    await Promise.all([pool.run(job), pool.run(job), pool.run(job)]);
    expect(gauge.mock.calls.map(([, depth]) => depth as number)).toEqual([0, 1, 2, 1, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import type { RunRequest } from '../delivery.ts';
import { deliveryOf } from '../testing/index.ts';
import { failRequest } from './fail-request.ts';
import type { Progress } from './progress.ts';

const now = Date.UTC(2026, 0, 1);
const request: RunRequest = {
  id: 'r1',
  revision: 'nowhere',
  prune: false,
  dryRun: false,
  objects: undefined,
  initiatedBy: 'ada',
};
const run = (changes: Partial<Progress>): Progress => ({
  revision: 'a',
  generation: '1',
  phase: 'running',
  repair: false,
  startedAt: now - 60_000,
  attempt: 0,
  results: [],
  message: '',
  ...changes,
});
const retry = { limit: 2, initialMs: 1_000, factor: 2, maxMs: 60_000 };

describe('a pass that could not look', () => {
  it.each([
    ['nothing', undefined],
    ['a run under way', run({})],
    ['a run that waits for its next attempt', run({ phase: 'retrying', finishedAt: now })],
    ['the end of the last run', run({ phase: 'succeeded', finishedAt: now })],
  ])('leaves %s as it is, where nobody asked', (_what, before) => {
    expect(failRequest(deliveryOf(), before, 'no such revision', now)).toBe(before);
  });

  it('ends a run that was asked for, with what was wrong', () => {
    expect(failRequest(deliveryOf({ request }), run({ phase: 'succeeded' }), 'no such revision', now)).toEqual({
      requestId: 'r1',
      revision: 'nowhere',
      generation: '1',
      phase: 'error',
      repair: false,
      startedAt: now,
      finishedAt: now,
      attempt: 0,
      results: [],
      message: 'no such revision',
    });
  });

  it('is tried again as often as the policy says, each time when it is due', () => {
    const delivery = deliveryOf({ request, retry });
    const first = failRequest(delivery, undefined, 'away', now);
    expect(first).toMatchObject({ phase: 'retrying', attempt: 0, finishedAt: now });
    expect(failRequest(delivery, first, 'away', now + 500)).toBe(first);
    const second = failRequest(delivery, first, 'away', now + 1_000);
    expect(second).toMatchObject({ phase: 'retrying', attempt: 1, startedAt: now, finishedAt: now + 1_000 });
    expect(failRequest(delivery, second, 'away', now + 2_900)).toBe(second);
    expect(failRequest(delivery, second, 'away', now + 3_000)).toMatchObject({ phase: 'error', attempt: 2 });
  });

  it('does not end a run that was asked for and is under way', () => {
    const before = run({ requestId: 'r1', phase: 'waiting' });
    expect(failRequest(deliveryOf({ request }), before, 'away', now)).toBe(before);
  });

  it('terminates what is to be terminated', () => {
    const before = run({ requestId: 'r1', phase: 'terminating' });
    expect(failRequest(deliveryOf({ request }), before, 'away', now)).toEqual({
      ...before,
      phase: 'terminated',
      message: 'Operation terminated',
      finishedAt: now,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { Informer } from '../informer.ts';
import { untilSynced } from './until-synced.ts';

const resource = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: [],
  namespaced: true,
  verbs: [],
  categories: [],
  subresources: [],
};

/** An informer whose first list ends when the test says so. */
function informerOf() {
  const filled = Promise.withResolvers<void>();
  const state: { error?: Error } = {};
  const informer: Informer = {
    resource,
    synced: () => filled.promise,
    get: () => undefined,
    list: () => [],
    subscribe: () => () => undefined,
    lastError: () => state.error,
  };
  return { informer, filled, state };
}

/** What a wait has come to so far. */
function watched(wait: Promise<void>): { ended: string } {
  const state = { ended: 'waiting' };
  wait.then(
    () => (state.ended = 'synced'),
    (error: unknown) => (state.ended = error instanceof KubeError ? error.code : String(error)),
  );
  return state;
}

const never = new AbortController().signal;

describe('waiting for the first list', () => {
  it('ends when the list is there', async () => {
    const clock = new ManualClock();
    const { informer, filled } = informerOf();
    const wait = watched(untilSynced(informer, { since: clock.now(), clock }, never));
    await clock.advance(1_000);
    expect(wait.ended).toBe('waiting');
    filled.resolve();
    await clock.advance(0);
    expect(wait.ended).toBe('synced');
  });

  it.each([
    ['forbidden', 'is told at once', 100],
    ['unauthorized', 'is told at once', 100],
    ['unavailable', 'is told after five seconds', 5_100],
  ] as const)('%s %s', async (code, _when, ms) => {
    const clock = new ManualClock();
    const { informer, state } = informerOf();
    const wait = watched(untilSynced(informer, { since: clock.now(), clock }, never));
    state.error = new KubeError(code, 'no');
    if (ms > 1_000) {
      await clock.advance(ms - 500);
      expect(wait.ended).toBe('waiting');
    }
    await clock.advance(ms);
    expect(wait.ended).toBe(code);
  });

  it('bears a failure that passes', async () => {
    const clock = new ManualClock();
    const { informer, state, filled } = informerOf();
    const wait = watched(untilSynced(informer, { since: clock.now(), clock }, never));
    state.error = new KubeError('unavailable', 'connection refused');
    await clock.advance(4_000);
    delete state.error;
    filled.resolve();
    await clock.advance(0);
    expect(wait.ended).toBe('synced');
  });

  it('does not last for ever with a server that says nothing, and then no longer at all', async () => {
    const clock = new ManualClock();
    const { informer } = informerOf();
    const since = clock.now();
    const first = watched(untilSynced(informer, { since, clock }, never));
    await clock.advance(29_000);
    expect(first.ended).toBe('waiting');
    await clock.advance(2_000);
    expect(first.ended).toBe('timeout');
    const second = watched(untilSynced(informer, { since, clock }, never));
    await clock.advance(100);
    expect(second.ended).toBe('timeout');
  });

  it('ends with the signal, and leaves no timer behind', async () => {
    const clock = new ManualClock();
    const { informer } = informerOf();
    const stop = new AbortController();
    const wait = watched(untilSynced(informer, { since: clock.now(), clock }, stop.signal));
    await clock.advance(10);
    stop.abort(new Error('stopped'));
    await clock.advance(0);
    expect(wait.ended).toBe('Error: stopped');
    expect(clock.pending).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../base/index.ts';
import type { RemoteRefs } from '../wire/index.ts';
import { RefLookup } from './ref-lookup.ts';

interface Listing {
  readonly prefixes: readonly string[];
  readonly signal: AbortSignal;
  readonly answer: (refs: RemoteRefs) => void;
  readonly fail: (reason: unknown) => void;
}

/** A look-up whose remote the test plays. */
function lookupWith(): {
  readonly lookup: RefLookup;
  readonly clock: ManualClock;
  readonly sent: Listing[];
  readonly errors: unknown[];
  readonly next: (count: number) => Promise<Listing>;
} {
  const clock = new ManualClock();
  const sent: Listing[] = [];
  const errors: unknown[] = [];
  const list = (prefixes: readonly string[], signal: AbortSignal): Promise<RemoteRefs> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      sent.push({ prefixes, signal, answer: resolve, fail: reject });
    });
  const lookup = new RefLookup({ list, clock, onError: (error) => errors.push(error) });
  const next = async (count: number): Promise<Listing> => {
    for (let turn = 0; turn < 20 && sent.length < count; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    const listing = sent[count - 1];
    if (listing === undefined || sent.length > count) throw new Error(`${sent.length} look-ups instead of ${count}`);
    return listing;
  };
  return { lookup, clock, sent, errors, next };
}

const refsOf = (commits: Record<string, string>): RemoteRefs =>
  new Map(Object.entries(commits).map(([name, digit]) => [name, { name, commit: digit.repeat(40) }]));
const one = refsOf({ 'refs/heads/main': '1' });
const two = refsOf({ 'refs/heads/main': '2' });

describe('a look-up', () => {
  it('answers all who ask in one turn, and those who come before it is sent', async () => {
    const { lookup, next } = lookupWith();
    const asked = Array.from({ length: 5 }, () => lookup.get(0));
    (await next(1)).answer(one);
    expect((await Promise.all(asked)).every(({ refs }) => refs === one)).toBe(true);
  });

  it('that was sent before does not answer who wants to know what is now', async () => {
    const { lookup, next } = lookupWith();
    const early = lookup.get(0);
    const first = await next(1);
    const late = [lookup.get(0), lookup.get(0)];
    first.answer(one);
    expect((await early).refs).toBe(one);
    (await next(2)).answer(two);
    expect((await Promise.all(late)).map(({ refs }) => refs)).toEqual([two, two]);
  });

  it('answers who is content with its age, also while it is under way', async () => {
    const { lookup, clock, next } = lookupWith();
    const early = lookup.get(0);
    const first = await next(1);
    await clock.advance(500);
    const content = lookup.get(1000);
    first.answer(one);
    expect([(await early).refs, (await content).refs]).toEqual([one, one]);
    await clock.advance(499);
    expect((await lookup.get(1000)).refs).toBe(one);
    // Its age counts from when it was sent.
    await clock.advance(1);
    const old = lookup.get(1000);
    (await next(2)).answer(two);
    expect((await old).refs).toBe(two);
  });

  it('that failed answers for ten seconds at most', async () => {
    const { lookup, clock, next } = lookupWith();
    const failing = lookup.get(60_000);
    const outcome = expect(failing).rejects.toThrow('down');
    (await next(1)).fail(new Error('down'));
    await outcome;
    await clock.advance(9_999);
    await expect(lookup.get(60_000)).rejects.toThrow('down');
    await clock.advance(1);
    const again = lookup.get(60_000);
    (await next(2)).answer(one);
    expect((await again).refs).toBe(one);
    expect(lookup.hasSucceeded).toBe(true);
  });

  it('that fails does not take back what was known', async () => {
    const { lookup, next } = lookupWith();
    const good = lookup.get(0);
    (await next(1)).answer(one);
    await good;
    const outcome = expect(lookup.get(0)).rejects.toThrow('down');
    (await next(2)).fail(new Error('down'));
    await outcome;
    expect(lookup.lastKnown?.refs).toBe(one);
  });

  it('ends when nobody waits for it, and the next one begins anew', async () => {
    const { lookup, next } = lookupWith();
    const controller = new AbortController();
    const given = lookup.get(0, controller.signal);
    const first = await next(1);
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect(first.signal.aborted).toBe(true);
    const again = lookup.get(60_000);
    (await next(2)).answer(one);
    expect((await again).refs).toBe(one);
  });
});

describe('names that are asked for', () => {
  const usual = ['HEAD', 'refs/heads/', 'refs/tags/'];

  it('grow with what is wanted, and forget what was wanted longest ago', async () => {
    const { lookup, next } = lookupWith();
    expect(lookup.want(['refs/pull/1/head'])).toBe(true);
    expect(lookup.want(['refs/pull/1/head'])).toBe(false);
    const first = lookup.get(0);
    const listing = await next(1);
    expect(listing.prefixes).toEqual([...usual, 'refs/pull/1/head']);
    listing.answer(one);
    await first;
    for (let number = 2; number <= 500; number += 1) lookup.want([`refs/pull/${number}/head`]);
    lookup.want(['refs/pull/1/head']);
    lookup.want(['refs/pull/501/head']);
    const second = lookup.get(0);
    const { prefixes, answer } = await next(2);
    expect(prefixes).toHaveLength(usual.length + 500);
    expect(prefixes).toContain('refs/pull/1/head');
    expect(prefixes).not.toContain('refs/pull/2/head');
    answer(one);
    await second;
  });
});

describe('subscribers', () => {
  const moves: readonly {
    readonly what: string;
    readonly from: RemoteRefs;
    readonly to: RemoteRefs;
    readonly told: number;
  }[] = [
    { what: 'a branch that moved', from: one, to: two, told: 1 },
    { what: 'a branch that is new', from: one, to: refsOf({ 'refs/heads/main': '1', 'refs/heads/x': '1' }), told: 1 },
    { what: 'a tag that is gone', from: refsOf({ 'refs/heads/main': '1', 'refs/tags/v1': '1' }), to: one, told: 1 },
    { what: 'nothing', from: one, to: refsOf({ 'refs/heads/main': '1' }), told: 0 },
    {
      what: 'a name that nobody asked for',
      from: one,
      to: refsOf({ 'refs/heads/main': '1', 'refs/pull/1/head': '1' }),
      told: 0,
    },
    {
      what: 'another default branch',
      from: new Map([['HEAD', { name: 'HEAD', commit: '1'.repeat(40), target: 'refs/heads/main' }]]),
      to: new Map([['HEAD', { name: 'HEAD', commit: '1'.repeat(40), target: 'refs/heads/other' }]]),
      told: 1,
    },
  ];
  it.each(moves)('are told of $what $told times', async ({ from, to, told }) => {
    const { lookup, next } = lookupWith();
    let count = 0;
    const subscriber = (): void => void (count += 1);
    lookup.subscribe(subscriber);
    const end = lookup.subscribe(subscriber);
    for (const [index, refs] of [from, to].entries()) {
      const asked = lookup.get(0);
      (await next(index + 1)).answer(refs);
      await asked;
    }
    expect(count).toBe(2 * told);
    end();
    end();
    expect(lookup.isWatched).toBe(true);
  });

  it('that throw are reported, and harm no look-up', async () => {
    const { lookup, next, errors } = lookupWith();
    lookup.subscribe(() => {
      throw new Error('of no use');
    });
    for (const [index, refs] of [one, two].entries()) {
      const asked = lookup.get(0);
      (await next(index + 1)).answer(refs);
      expect((await asked).refs).toBe(refs);
    }
    expect(errors).toHaveLength(1);
  });
});

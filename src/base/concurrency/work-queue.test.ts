import { describe, expect, it } from 'vitest';
import { ManualClock } from '../time/clock.ts';
import { seededRandom } from '../random.ts';
import { WorkQueue } from './work-queue.ts';

const queueOf = (clock = new ManualClock()) => new WorkQueue<string>({ clock, random: seededRandom(1) });

describe('WorkQueue', () => {
  it('hands out a key once however often it was added', async () => {
    const queue = queueOf();
    queue.add('a');
    queue.add('a');
    queue.add('b');
    expect([await queue.next(), await queue.next(), queue.depth]).toEqual(['a', 'b', 0]);
  });

  it('never hands out a key that is being handled, but once more afterwards', async () => {
    const queue = queueOf();
    queue.add('a');
    await queue.next();
    queue.add('a');
    queue.add('a');
    expect(queue.depth).toBe(0);
    queue.done('a');
    expect(queue.depth).toBe(1);
    expect(await queue.next()).toBe('a');
    queue.done('a');
    expect(queue.depth).toBe(0);
  });

  it('prefers higher priorities, and lets a waiting key move up', async () => {
    const queue = queueOf();
    queue.add('low', 'low');
    queue.add('normal');
    queue.add('up', 'low');
    queue.add('up', 'high');
    queue.add('up', 'low');
    expect([await queue.next(), await queue.next(), await queue.next()]).toEqual(['up', 'normal', 'low']);
  });

  it('keeps the highest priority with which a running key was added', async () => {
    const queue = queueOf();
    queue.add('a');
    await queue.next();
    queue.add('a', 'high');
    queue.add('a', 'low');
    queue.add('b');
    queue.done('a');
    expect(await queue.next()).toBe('a');
  });

  it('gives a waiting taker the key at once', async () => {
    const queue = queueOf();
    const taken = queue.next();
    queue.add('a');
    expect(await taken).toBe('a');
    expect(queue.running).toBe(1);
  });

  it('waits out delays, the earliest of several', async () => {
    const clock = new ManualClock();
    const queue = queueOf(clock);
    queue.addAfter('a', 5_000);
    queue.addAfter('a', 1_000);
    queue.addAfter('a', 9_000);
    await clock.advance(999);
    expect(queue.depth).toBe(0);
    await clock.advance(1);
    expect(queue.depth).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('calls off a delay', async () => {
    const clock = new ManualClock();
    const queue = queueOf(clock);
    queue.addAfter('a', 1_000);
    queue.cancel('a');
    await clock.advance(2_000);
    expect(queue.depth).toBe(0);
  });

  it('backs off longer with each failure, up to the limit, and starts anew after a success', () => {
    const queue = queueOf();
    const waits = Array.from({ length: 14 }, () => queue.retry('a'));
    for (let index = 1; index < 8; index += 1) expect(waits[index]).toBeGreaterThan(waits[index - 1]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60_000 * 1.1);
    queue.forget('a');
    expect(queue.retry('a')).toBeLessThan(1_000);
  });

  it('lets takers go when it is closed, and takes nothing more', async () => {
    const clock = new ManualClock();
    const queue = queueOf(clock);
    queue.addAfter('later', 10);
    const taken = queue.next();
    queue.close();
    queue.add('a');
    expect(await taken).toBeUndefined();
    expect(await queue.next()).toBeUndefined();
    expect([queue.depth, clock.pending]).toEqual([0, 0]);
  });
});

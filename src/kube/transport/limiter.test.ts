import { describe, expect, it } from 'vitest';
import type { Priority } from '../../base/index.ts';
import { PriorityLimiter } from './limiter.ts';

/** Work that ends when it is told to. */
function gate(): { work: () => Promise<string>; open: () => void; started: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<string>();
  let begun = false;
  return {
    work: () => {
      begun = true;
      return promise;
    },
    open: () => resolve('done'),
    started: () => begun,
  };
}

describe('PriorityLimiter', () => {
  it('runs no more than its limit, the urgent before the rest, each in order', async () => {
    const limiter = new PriorityLimiter(1);
    const first = gate();
    const running = limiter.run('low', undefined, first.work);
    const order: string[] = [];
    const enqueue = (name: string, priority: Priority): Promise<void> =>
      limiter.run(priority, undefined, () => {
        order.push(name);
        return Promise.resolve();
      });
    const rest = [
      enqueue('low', 'low'),
      enqueue('normal 1', 'normal'),
      enqueue('high', 'high'),
      enqueue('normal 2', 'normal'),
    ];
    expect(limiter.waiting).toBe(4);
    expect(order).toEqual([]);
    first.open();
    expect(await running).toBe('done');
    await Promise.all(rest);
    expect(order).toEqual(['high', 'normal 1', 'normal 2', 'low']);
    expect(limiter.waiting).toBe(0);
  });

  it('gives the place on when work fails', async () => {
    const limiter = new PriorityLimiter(1);
    await expect(limiter.run('normal', undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limiter.run('normal', undefined, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('lets go who no longer waits, and does not lose the place', async () => {
    const limiter = new PriorityLimiter(1);
    const first = gate();
    const running = limiter.run('normal', undefined, first.work);
    const abort = new AbortController();
    const left = gate();
    const leaving = limiter.run('normal', abort.signal, left.work);
    const next = gate();
    const waiting = limiter.run('normal', undefined, next.work);
    abort.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    await expect(limiter.run('normal', abort.signal, left.work)).rejects.toThrow('left');
    first.open();
    await running;
    next.open();
    expect(await waiting).toBe('done');
    expect(left.started()).toBe(false);
    abort.abort(new Error('again'));
  });
});

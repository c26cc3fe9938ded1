import { describe, expect, it } from 'vitest';
import { Semaphore } from './semaphore.ts';
import { SingleFlight } from './single-flight.ts';

describe('SingleFlight', () => {
  it('works once for all who ask meanwhile, and anew afterwards', async () => {
    const flight = new SingleFlight<number>();
    let runs = 0;
    const work = async (): Promise<number> => {
      await Promise.resolve();
      runs += 1;
      return runs;
    };
    expect(await Promise.all([flight.run('a', work), flight.run('a', work), flight.run('b', work)])).toEqual([1, 1, 2]);
    expect(await flight.run('a', work)).toBe(3);
  });

  it('gives every asker the failure, and does not keep it', async () => {
    const flight = new SingleFlight<number>();
    const fail = () => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([flight.run('a', fail), flight.run('a', fail)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flight.run('a', () => Promise.resolve(1))).toBe(1);
  });
});

describe('Semaphore', () => {
  it('runs no more than its limit at a time, in the order of asking, also after failures', async () => {
    const places = new Semaphore(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const work = (id: number) => async (): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      order.push(id);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (id === 1) throw new Error('one fails');
      return id;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map((id) => places.run(work(id))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
});

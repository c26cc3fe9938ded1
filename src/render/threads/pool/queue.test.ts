import { describe, expect, it } from 'vitest';
import type { Priority } from '../../../base/index.ts';
import { JobQueue } from './queue.ts';

function job(affinity: string, priority: Priority = 'normal') {
  return { affinity, priority };
}

/** Two affinities that are at home at workers 0 and 1 of two. */
function homes(queue: JobQueue<ReturnType<typeof job>>): [string, string] {
  const names = Array.from({ length: 20 }, (_, at) => `repository-${at}`);
  return [names.find((name) => queue.home(name) === 0)!, names.find((name) => queue.home(name) === 1)!];
}

describe('JobQueue', () => {
  it('gives an affinity one home, and spreads affinities over the workers', () => {
    const queue = new JobQueue(4);
    const names = Array.from({ length: 400 }, (_, at) => `https://git.example.com/team/repository-${at}.git`);
    const counts = [0, 0, 0, 0];
    for (const name of names) counts[queue.home(name)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(names.map((name) => queue.home(name))).toEqual(names.map((name) => queue.home(name)));
  });

  it('gives a worker the oldest job of its own, then the oldest of others', () => {
    const queue = new JobQueue<ReturnType<typeof job>>(2);
    const [zero, one] = homes(queue);
    const jobs = [job(zero), job(one), job(zero), job(one)];
    for (const each of jobs) queue.add(each);
    expect([queue.take(1), queue.take(1), queue.take(1), queue.take(1), queue.take(1)]).toEqual([
      jobs[1],
      jobs[3],
      jobs[0],
      jobs[2],
      undefined,
    ]);
  });

  it('puts priority before home', () => {
    const queue = new JobQueue<ReturnType<typeof job>>(2);
    const [zero, one] = homes(queue);
    const jobs = [job(zero, 'low'), job(zero), job(one, 'high')];
    for (const each of jobs) queue.add(each);
    expect([queue.take(0), queue.take(0), queue.take(0)]).toEqual([jobs[2], jobs[1], jobs[0]]);
  });

  it('takes jobs out', () => {
    const queue = new JobQueue<ReturnType<typeof job>>(1);
    const jobs = [job('a'), job('b', 'high'), job('c')];
    for (const each of jobs) queue.add(each);
    expect(queue.length).toBe(3);
    expect(queue.remove(jobs[0]!)).toBe(true);
    expect(queue.remove(jobs[0]!)).toBe(false);
    expect(queue.drain()).toEqual([jobs[1], jobs[2]]);
    expect(queue.length).toBe(0);
  });
});

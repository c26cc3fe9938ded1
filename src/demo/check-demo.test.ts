import { describe, expect, it } from 'vitest';
import { type KubeObject, silentLogger, systemClock, systemRandom } from '../base/index.ts';
import { checkDemo, undoneEdit } from './check-demo.ts';

const deployment = (generation: number, replicas: number): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'payments', generation },
  spec: { replicas },
});

describe('undoneEdit', () => {
  const isUndone = undoneEdit(deployment(3, 2));

  it.each([
    ['as it was before the edit', deployment(3, 2), false],
    ['edited', deployment(4, 7), false],
    ['repaired', deployment(5, 2), true],
    ['repaired, and looked at late', deployment(6, 2), true],
    ['edited twice', deployment(5, 8), false],
  ])('knows an object that is %s', (_, object, undone) => {
    expect(isUndone(object)).toBe(undone);
  });
});

describe('checkDemo', () => {
  it('comes to an end, with every figure', { timeout: 70_000 }, async () => {
    const options = { environment: process.env, clock: systemClock, random: systemRandom, logger: silentLogger };
    const { ok, goals, ...figures } = await checkDemo(options, new AbortController().signal);
    expect(figures).toEqual({
      healthyMs: expect.any(Number),
      pushAppliedMs: expect.any(Number),
      deletionRepairedMs: expect.any(Number),
      editRepairedMs: expect.any(Number),
    });
    const names = Object.keys(goals) as (keyof typeof goals)[];
    expect(ok).toBe(names.every((name) => figures[name] <= goals[name]));
  });
});

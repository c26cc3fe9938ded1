import { describe, expect, it } from 'vitest';
import type { KubeObject, ObjectKey } from '../../base/index.ts';
import { untilNoticed } from './until-noticed.ts';

const key = { group: 'apps', kind: 'Deployment', namespace: 'default', name: 'a' };
const { signal } = new AbortController();

function workload(observedGeneration: number | undefined, apiVersion = 'apps/v1'): KubeObject {
  const status = observedGeneration === undefined ? {} : { observedGeneration };
  return { apiVersion, kind: 'Deployment', metadata: { name: 'a', generation: 2 }, status };
}

/** A view of one object that becomes `later` while it is waited for. */
function viewOf(now: KubeObject | undefined, later: KubeObject | undefined, watched = true) {
  const waits: { readonly ms: number; readonly held: boolean }[] = [];
  let live = now;
  const view: Parameters<typeof untilNoticed>[0] = {
    get: () => live,
    isWatched: () => watched,
    until: (condition, ms) => {
      expect(condition()).toBe(false);
      live = later;
      waits.push({ ms, held: condition() });
      return Promise.resolve();
    },
  };
  return { view, waits };
}

describe('untilNoticed', () => {
  it.each<[string, KubeObject | undefined, boolean]>([
    ['its controller has looked at it', workload(2), true],
    ['it is gone', undefined, true],
    ['its controller has looked at an older generation', workload(1), false],
  ])('waits for a workload that was written, until %s', async (_, later, held) => {
    const { view, waits } = viewOf(workload(1), later);
    expect(await untilNoticed(view, [key], signal)).toBe(true);
    expect(waits).toEqual([{ ms: 300, held }]);
  });

  it.each<[string, KubeObject, readonly ObjectKey[], boolean]>([
    ['nothing was written', workload(undefined), [], true],
    ['the controller has taken notice', workload(2), [key], true],
    [
      'it is none of the workloads that Kubernetes has controllers for',
      workload(undefined, 'test.dev/v1'),
      [key],
      true,
    ],
    ['no watch would tell', workload(undefined), [key], false],
  ])('does not wait where %s', async (_, live, written, watched) => {
    const { view, waits } = viewOf(live, live, watched);
    expect(await untilNoticed(view, written, signal)).toBe(false);
    expect(waits).toEqual([]);
  });
});

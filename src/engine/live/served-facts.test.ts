import { expect, it } from 'vitest';
import { ManualClock } from '../../base/index.ts';
import type { KubeClient } from '../../kube/index.ts';
import { ServedFacts } from './served-facts.ts';

it('tells what a cluster serves, and asks again after ten minutes', async () => {
  let asked = 0;
  const client = {
    raw: () => Promise.resolve({ gitVersion: `v1.${30 + (asked += 1)}.0` }),
    discovery: {
      all: () =>
        Promise.resolve([
          { group: 'apps', version: 'v1', kind: 'Deployment' },
          { group: '', version: 'v1', kind: 'Pod' },
        ]),
    },
  } as unknown as KubeClient;
  const clock = new ManualClock();
  const facts = new ServedFacts(client, clock);
  const signal = new AbortController().signal;
  const first = {
    kubeVersion: 'v1.31.0',
    apiVersions: ['apps/v1', 'apps/v1/Deployment', 'v1', 'v1/Pod'],
  };
  expect(await facts.get(signal)).toEqual(first);
  await clock.advance(599_999);
  expect(await facts.get(signal)).toEqual(first);
  await clock.advance(1);
  expect((await facts.get(signal)).kubeVersion).toBe('v1.32.0');
});

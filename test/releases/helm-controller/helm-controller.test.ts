import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestCluster } from '../../support/test-cluster.ts';
import { fluxStage } from '../flux-stage.ts';
import { eventsOf, type HelmControllerRecording, look, prepare, steps, take } from './scenario.ts';

/** What helm-controller 1.6.4 wrote, on a real control plane. */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'),
) as HelmControllerRecording;

describe('HelmReleases end as with helm-controller', () => {
  let cluster: TestCluster;
  const ending = new AsyncDisposableStack();

  beforeAll(async () => {
    const stage = ending.use(await fluxStage());
    ({ cluster } = stage);
    await prepare(cluster, stage.server);
    await stage.start();
  }, 60_000);

  afterAll(() => ending.disposeAsync());

  it.each(steps.map((step, index) => ({ step, index, title: step.title })))(
    '$title',
    { timeout: 90_000 },
    async ({ step, index }) => {
      const expected = JSON.stringify(recorded.steps[index]);
      await take(cluster, step);
      for (let tries = 0; tries < 400; tries += 1) {
        if (JSON.stringify(await look(cluster)) === expected) break;
        await new Promise((done) => setTimeout(done, 100));
      }
      expect(await look(cluster)).toEqual(recorded.steps[index]);
    },
  );

  it('emits the Events that helm-controller emits', async () => {
    expect(await eventsOf(cluster)).toEqual(recorded.events.map((event) => JSON.stringify(event)));
  });
});

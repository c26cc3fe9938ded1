import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/index.ts';
import { packedTool } from '../support/packed-tools.ts';
import type { TestCluster } from '../support/test-cluster.ts';
import type { EndState } from './end-state.ts';
import { loadReleaseScenarios } from './model.ts';
import { type Hands, runReleaseScenario } from './run.ts';

/** A cluster for lifecycles of releases, and the file by which helm reaches it. */
export interface SuiteCluster extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly kubeconfig: string;
}

const hands: readonly Hands[] = ['ours', 'ours, then helm', 'helm, then ours'];

/**
 * Declares that each lifecycle ends as the real helm 4.1 ends it (`expected.json`, recorded on a real control plane), whether we take every
 * step or helm and we take them in turn: in both orders with `everyHand`, else in one.
 */
export function describeReleases(title: string, start: () => Promise<SuiteCluster>, everyHand: boolean): void {
  const helm = packedTool('helm');
  describe.skipIf(helm === undefined)(title, () => {
    let stage: SuiteCluster;
    beforeAll(async () => {
      stage = await start();
    });
    afterAll(async () => {
      await stage[Symbol.asyncDispose]();
    });
    for (const [index, scenario] of loadReleaseScenarios().entries()) {
      const file = join(scenario.folder, 'expected.json');
      const expected = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as EndState) : undefined;
      describe(`${scenario.name}: ${scenario.about}`, () => {
        const turns = everyHand ? hands : hands.filter((_, place) => place === 0 || place === 1 + (index % 2));
        const each = scenario.definitions === true ? it.each(turns) : it.concurrent.each(turns);
        each('by %s', { timeout: 120_000 }, async (who) => {
          // A real control plane may have seen earlier runs.
          const namespace = `${scenario.name}-${hands.indexOf(who)}-${process.pid}`;
          const { cluster, kubeconfig } = stage;
          const place = { cluster, kubeconfig, clock: systemClock, helm: helm ?? '' };
          const state = await runReleaseScenario(place, scenario, who, namespace);
          await cluster.remove('Namespace', '', namespace);
          expect(state).toEqual(expected);
        });
      });
    }
  });
}

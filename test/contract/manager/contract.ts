import { beforeAll, beforeEach } from 'vitest';
import { DeliveryStage } from '../../support/delivery-stage.ts';
import type { TestCluster } from '../../support/test-cluster.ts';

/** What the cluster of a contract can do, and how long its tests look. */
export interface ManagerContract {
  readonly start: () => Promise<TestCluster>;
  /** For how long nothing may happen at rest, in ms. */
  readonly restMs: number;
}

/** A stage for each test of the surrounding `describe`, or one for all of them, on a cluster of the contract. */
export function useStage(
  { start }: Pick<ManagerContract, 'start'>,
  each: 'each test' | 'all tests' = 'each test',
): () => DeliveryStage {
  let stage: DeliveryStage | undefined;
  const before = each === 'each test' ? beforeEach : beforeAll;
  before(async () => {
    const cluster = await start();
    const begun = await DeliveryStage.start(cluster);
    stage = begun;
    return async () => {
      stage = undefined;
      await begun[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    };
  });
  return () => {
    if (stage === undefined) throw new Error('there is a stage only while a test runs');
    return stage;
  };
}

import { describe, expect, it } from 'vitest';
import { inCluster, ManualClock } from '../../base/index.ts';
import { stateOf } from '../testing/index.ts';
import { FightWatch } from './fight-watch.ts';

const base = stateOf('a');
const reverted = (manager = 'hpa', field = 'replicas') =>
  stateOf('a', {
    sync: 'out-of-sync',
    differences: [{ path: ['spec', field], desired: 1, live: 2 }],
    live: {
      ...base.live!,
      metadata: {
        ...base.live!.metadata,
        managedFields: [
          { manager: 'ours', time: 'Z' },
          { manager, time: 'A' },
        ],
      },
    },
  });

async function revert(
  watch: FightWatch,
  clock: ManualClock,
  times: number,
  state = reverted(),
  answerMs = 100,
): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    watch.wrote(inCluster, base.key, base.digest);
    await clock.advance(answerMs);
    watch.differs(inCluster, state, 'ours');
  }
}

describe('FightWatch', () => {
  it('says a fight at the fifth revert, names field and manager, and pauses for a minute', async () => {
    const clock = new ManualClock();
    const watch = new FightWatch(clock);
    await revert(watch, clock, 4);
    expect(watch.fightOver(inCluster, base.key)).toBeUndefined();
    await revert(watch, clock, 1);
    const fight = watch.fightOver(inCluster, base.key);
    expect(fight?.fight).toEqual({ object: 'ConfigMap/default/a', manager: 'hpa', field: 'spec.replicas' });
    expect(fight?.until).toBe(clock.now() + 60_000);
    await clock.advance(60_000);
    expect(watch.fightOver(inCluster, base.key)).toBeUndefined();
  });

  it.each([
    ['slow answers are drift, not a fight', reverted(), 2_001, 6],
    ['spread over more than a minute', reverted(), 1_900, 0],
  ])('%s', async (_why, state, answerMs, times) => {
    const clock = new ManualClock();
    const watch = new FightWatch(clock);
    await revert(watch, clock, times, state, answerMs);
    const spread = times === 0 ? 6 : 0;
    for (let count = 0; count < spread; count += 1) {
      await revert(watch, clock, 1, state, answerMs);
      await clock.advance(15_000);
    }
    expect(watch.fightOver(inCluster, base.key)).toBeUndefined();
  });

  it('counts anew for another field or manager', async () => {
    const clock = new ManualClock();
    const watch = new FightWatch(clock);
    await revert(watch, clock, 4);
    await revert(watch, clock, 4, reverted('kubectl'));
    expect(watch.fightOver(inCluster, base.key)).toBeUndefined();
  });

  it('keeps the same object of another cluster apart', async () => {
    const clock = new ManualClock();
    const watch = new FightWatch(clock);
    await revert(watch, clock, 5);
    expect(watch.fightOver('argocd:argocd/other', base.key)).toBeUndefined();
  });

  it('does not take new commits for reverts, however fast they come', async () => {
    const clock = new ManualClock();
    const watch = new FightWatch(clock);
    for (let commit = 0; commit < 10; commit += 1) {
      watch.differs(inCluster, { ...reverted(), digest: `commit-${commit}` }, 'ours');
      watch.wrote(inCluster, base.key, `commit-${commit}`);
      await clock.advance(100);
    }
    expect(watch.fightOver(inCluster, base.key)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { deliveryOf, stateOf } from '../testing/index.ts';
import { buildPlan } from './build-plan.ts';
import { inventoryOf } from './inventory.ts';
import type { Plan } from './plan.ts';

const prune = deliveryOf().prune;
const outline = (plan: Plan): string[] =>
  plan.stages.map(
    ({ kind, phase, wave, actions }) =>
      `${kind} ${phase}/${wave}: ${actions.map((action) => `${action.kind} ${action.key.name}`).join(', ')}`,
  );

describe('buildPlan', () => {
  it('orders stages by phase and wave, and actions by rank and name', () => {
    const plan = buildPlan(
      [
        stateOf('d', { sync: 'missing', live: undefined, placement: { wave: 1 } }),
        stateOf('c', { sync: 'missing', live: undefined, placement: { rank: 2 } }),
        stateOf('b', { sync: 'out-of-sync', placement: { rank: 1 } }),
        stateOf('a', { sync: 'missing', live: undefined, placement: { rank: 2 } }),
        stateOf('z', { sync: 'missing', live: undefined, placement: { phase: -1 } }),
      ],
      prune,
    );
    expect(outline(plan)).toEqual([
      'write -1/0: create z',
      'write 0/0: update b, create a, create c',
      'write 0/1: create d',
    ]);
  });

  it('keeps a stage whose objects are as desired: they may be gates', () => {
    const plan = buildPlan([stateOf('a'), stateOf('b', { placement: { wave: 1 } })], prune);
    expect(outline(plan)).toEqual(['write 0/0: ', 'write 0/1: ']);
  });

  it('writes along what differs in ignored fields alone, and says that it is no reason for a run', () => {
    const [a, leaving] = [stateOf('a'), stateOf('leaving')];
    const gone = { ...leaving, live: { ...leaving.live!, metadata: { name: 'leaving', deletionTimestamp: 'x' } } };
    const plan = buildPlan([a, stateOf('b', { sync: 'out-of-sync' }), gone], prune, { along: new Set([a, gone]) });
    expect(outline(plan)).toEqual(['write 0/0: update a, update b']);
    expect(plan.stages[0]?.actions.map((action) => 'along' in action)).toEqual([true, false]);
  });

  it('deletes extras after the writes, the highest wave first', () => {
    const extra = (name: string, wave: number) =>
      stateOf(name, { sync: 'extra', desired: undefined, placement: { wave } });
    const plan = buildPlan([stateOf('kept'), extra('a', 0), extra('b', 2), extra('c', 2)], prune);
    expect(outline(plan)).toEqual(['write 0/0: ', 'prune 0/2: delete c, delete b', 'prune 0/0: delete a']);
  });

  describe('within the waves', () => {
    const within = { ...prune, last: false };
    const extra = (name: string, placement: Parameters<typeof stateOf>[1] = {}) =>
      stateOf(name, { sync: 'extra', desired: undefined, ...placement });

    it('swaps the waves of the extras end for end, each before the writes of its wave', () => {
      const plan = buildPlan(
        [
          stateOf('x', { sync: 'missing', live: undefined }),
          stateOf('y', { sync: 'missing', live: undefined, placement: { wave: 2 } }),
          extra('a', { placement: { wave: 0 } }),
          extra('b', { placement: { wave: 1 } }),
          extra('c', { placement: { wave: 2 } }),
        ],
        within,
      );
      expect(outline(plan)).toEqual([
        'prune 0/0: delete c',
        'write 0/0: create x',
        'prune 0/1: delete b',
        'prune 0/2: delete a',
        'write 0/2: create y',
      ]);
    });

    it('deletes after the last wave what asks for it, and before the phases that follow', () => {
      const plan = buildPlan(
        [
          stateOf('x', { placement: { wave: 3 } }),
          stateOf('after', { placement: { phase: 1, wave: 0 } }),
          extra('last', { placement: { pruneLast: true } }),
          extra('a'),
        ],
        within,
      );
      expect(outline(plan)).toEqual(['prune 0/0: delete a', 'write 0/3: ', 'prune 0/4: delete last', 'write 1/0: ']);
    });

    it('keeps the stage of what is on its way out: the writes after it wait', () => {
      const leaving = extra('old');
      const deletionTimestamp = '2026-01-01T00:00:00Z';
      const live = { ...leaving.live!, metadata: { ...leaving.live!.metadata, deletionTimestamp } };
      const plan = buildPlan([stateOf('kept'), { ...leaving, live }], within);
      expect(outline(plan)).toEqual(['prune 0/0: ', 'write 0/0: ']);
      expect(plan.stages[0]?.objects.map(({ key }) => key.name)).toEqual(['old']);
    });
  });

  it('deletes nothing while an object is refused: it may be an extra in another form', () => {
    const refused = [{ code: 'x', message: 'not this one', key: stateOf('new').key, version: 'v1' }];
    const plan = buildPlan([stateOf('kept'), stateOf('old', { sync: 'extra', desired: undefined })], prune, {
      refused,
    });
    expect(outline(plan)).toEqual(['write 0/0: ']);
    expect(plan.refused).toEqual(refused);
  });

  it.each([
    ['pruning is off', { ...prune, enabled: false }, {}],
    ['the object says so', prune, { prune: false }],
  ])('keeps an extra where %s', (_why, policy, placement) => {
    const plan = buildPlan([stateOf('kept'), stateOf('old', { sync: 'extra', desired: undefined, placement })], policy);
    expect(outline(plan)).toEqual(['write 0/0: ']);
    expect(plan.problems).toEqual([]);
  });

  it('deletes what asks for a confirmation once there is one', () => {
    const states = [
      stateOf('kept'),
      stateOf('old', { sync: 'extra', desired: undefined, placement: { prune: 'confirmed' } }),
    ];
    expect(outline(buildPlan(states, prune))).toEqual(['write 0/0: ']);
    expect(outline(buildPlan(states, { ...prune, confirmed: true }))).toEqual(['write 0/0: ', 'prune 0/0: delete old']);
  });

  it('does not delete twice what is on its way out', () => {
    const leaving = stateOf('old', { sync: 'extra', desired: undefined });
    const live = {
      ...leaving.live!,
      metadata: { ...leaving.live!.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
    };
    expect(outline(buildPlan([stateOf('kept'), { ...leaving, live }], prune))).toEqual(['write 0/0: ']);
  });

  it('deletes nothing when the source holds nothing, and says so', () => {
    const extra = stateOf('old', { sync: 'extra', desired: undefined });
    const plan = buildPlan([extra], prune);
    expect(plan.stages).toEqual([]);
    expect(plan.problems).toMatchObject([{ code: 'empty-source' }]);
    expect(outline(buildPlan([extra], { ...prune, allowEmpty: true }))).toEqual(['prune 0/0: delete old']);
  });

  it('waits for an object that is being deleted before it writes it anew', () => {
    const state = stateOf('a', { sync: 'out-of-sync' });
    const live = { ...state.live!, metadata: { ...state.live!.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(outline(buildPlan([{ ...state, live }], prune))).toEqual(['write 0/0: await-deletion a']);
  });

  it('leaves alone what asks for it', () => {
    const state = stateOf('a', { sync: 'out-of-sync', placement: { write: 'ignore' } });
    expect(outline(buildPlan([state], prune))).toEqual(['write 0/0: ']);
  });

  it('says why each action is there', () => {
    const differences = [{ path: ['data', 'a'], desired: '1', live: '2' }];
    const plan = buildPlan([stateOf('a', { sync: 'out-of-sync', differences })], prune);
    expect(plan.stages[0]?.actions[0]?.reason).toBe('data.a differs');
  });
});

describe('inventoryOf', () => {
  it('holds what is left alone on purpose, whether it is there or not', () => {
    const placement = { write: 'ignore' as const };
    const states = [stateOf('left', { live: undefined, placement }), stateOf('missing', { live: undefined })];
    expect(inventoryOf(states, prune).map(({ name }) => name)).toEqual(['left']);
  });

  it('holds what is there, and extras whose deletion is due, in the order of writing', () => {
    const states = [
      stateOf('b', { placement: { rank: 1 } }),
      stateOf('a', { placement: { rank: 2 } }),
      stateOf('missing', { sync: 'missing', live: undefined }),
      stateOf('due', { sync: 'extra', desired: undefined }),
      stateOf('kept', { sync: 'extra', desired: undefined, placement: { prune: false } }),
    ];
    expect(inventoryOf(states, prune).map(({ name }) => name)).toEqual(['due', 'b', 'a']);
    expect(inventoryOf(states, { ...prune, enabled: false }).map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

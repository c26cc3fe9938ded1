import { describe, expect, it } from 'vitest';
import { withoutPassingStates } from './transitions.ts';

function health(from: string, to: string, times = 1) {
  return { reason: 'ResourceUpdated', message: `Updated health status: ${from} -> ${to}`, times };
}

const other = { reason: 'OperationCompleted', message: 'Sync operation to C1 succeeded', times: 1 };

describe('withoutPassingStates', () => {
  it.each([
    ['nothing', [], []],
    ['one step', [health('Missing', 'Healthy')], ['Missing -> Healthy']],
    ['a way over others', [health('Missing', 'Progressing'), health('Progressing', 'Healthy')], ['Missing -> Healthy']],
    [
      'the same in any order',
      [health('Progressing', 'Healthy'), health('Missing', 'Progressing')],
      ['Missing -> Healthy'],
    ],
    ['from the empty state', [health('', 'Missing'), health('Missing', 'Degraded')], [' -> Degraded']],
    ['there and back', [health('Healthy', 'Progressing'), health('Progressing', 'Healthy')], []],
    ['there and back twice', [health('Healthy', 'Progressing', 2), health('Progressing', 'Healthy', 2)], []],
    [
      'twice there, once back',
      [health('Healthy', 'Degraded', 2), health('Degraded', 'Healthy', 1)],
      ['Healthy -> Degraded'],
    ],
  ])('%s', (_, events, left) => {
    const result = withoutPassingStates([other, ...events]);
    expect(result.map(({ message }) => message)).toEqual([
      other.message,
      ...left.map((way) => `Updated health status: ${way}`),
    ]);
  });

  it('keeps changes of the sync status, which have no passing states', () => {
    const events = ['Synced -> OutOfSync', 'OutOfSync -> Synced'].map((way) => ({
      reason: 'ResourceUpdated',
      message: `Updated sync status: ${way}`,
      times: 1,
    }));
    expect(withoutPassingStates(events)).toEqual(events);
  });
});

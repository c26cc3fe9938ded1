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

  it('reduces health and sync each by itself, and leaves out what is said of the cause', () => {
    const said = (message: string) => ({ reason: 'ResourceUpdated', message, times: 1 });
    const events = [
      said('Updated sync status:  -> OutOfSync'),
      said('Updated health status:  -> Progressing (Caused by apps/Deployment:shop/web and 1 more)'),
      said('Updated sync status: OutOfSync -> Synced'),
    ];
    expect(withoutPassingStates(events).map(({ message }) => message)).toEqual([
      'Updated sync status:  -> Synced',
      'Updated health status:  -> Progressing',
    ]);
  });
});

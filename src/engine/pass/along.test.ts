import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import type { IgnoredFields } from '../ignored/index.ts';
import type { ObjectState } from '../plan/index.ts';
import type { Progress } from '../progress/index.ts';
import { deliveryOf, stateOf } from '../testing/index.ts';
import { alongIn } from './along.ts';

const rules = { placesIn: () => [['data', 'x']], managers: [] };
const ignored: IgnoredFields = { id: '1', of: () => rules, kept: false };
const delivery = { ...deliveryOf(), ignored };
const missing = stateOf('missing', { sync: 'missing', live: undefined });

/** A state that is as desired but for `x`, which is ignored. */
function stateWith(x: string): ObjectState {
  const { desired, live } = stateOf('a');
  const fieldsV1 = { 'f:data': { 'f:x': {} } };
  const managedFields: JsonObject[] = [{ manager: 'test', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 }];
  const seen: KubeObject = { ...live!, metadata: { ...live!.metadata, managedFields }, data: { x } };
  return stateOf('a', { desired: { ...desired!, data: { x: 'git' } }, live: seen });
}

const other = stateWith('live');
const running = { phase: 'running', repair: false } as Progress;

describe('what is written along', () => {
  it.each<[string, Parameters<typeof alongIn>, readonly ObjectState[]]>([
    ['what differs in ignored fields, where a run begins', [delivery, [other, missing], undefined], [other]],
    ['while one is under way', [delivery, [other], running], [other]],
    ['where one is asked for', [{ ...delivery, request: { id: 'r' } as never }, [other], undefined], [other]],
    ['nothing where there is no run', [delivery, [other], undefined], []],
    ['nothing after one', [delivery, [other], { ...running, phase: 'succeeded' }], []],
    ['nothing in a repair', [delivery, [other, missing], { ...running, repair: true }], []],
    ['nothing that does not differ', [delivery, [stateWith('git'), missing], running], []],
    ['nothing where fields are kept', [{ ...delivery, ignored: { ...ignored, kept: true } }, [other], running], []],
    ['nothing where nothing is ignored', [deliveryOf(), [other], running], []],
    [
      'nothing for a status, which nobody applies',
      [
        { ...delivery, ignored: { ...ignored, of: () => ({ ...rules, placesIn: () => [['status']] }) } },
        [other],
        running,
      ],
      [],
    ],
  ])('%s', (_what, [subject, states, progress], expected) => {
    expect([...alongIn(subject, states, progress)]).toEqual(expected);
  });
});

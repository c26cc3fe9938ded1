import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../base/index.ts';
import { type HistoryStep, playHistory } from '../../testing/play-history.ts';

interface HistoryCase {
  readonly steps: readonly HistoryStep[];
  readonly body: JsonObject;
  readonly owners: Readonly<Record<string, readonly string[]>>;
}

/** Runs each case; the title says what is shown. */
function histories(cases: Readonly<Record<string, HistoryCase>>): void {
  it.each(Object.entries(cases))('%s', (_, { steps, body, owners }) => {
    const end = playHistory(steps);
    expect(end.body).toEqual(body);
    expect(end.owners).toEqual(owners);
  });
}

describe('leaves', () => {
  histories({
    'what is applied is owned': {
      steps: [{ apply: 'a', body: { name: 'x', count: 1 } }],
      body: { name: 'x', count: 1 },
      owners: { 'a Apply': ['.count', '.name'] },
    },
    'what is applied no longer goes': {
      steps: [
        { apply: 'a', body: { name: 'x', count: 1 } },
        { apply: 'a', body: { count: 1 } },
      ],
      body: { count: 1 },
      owners: { 'a Apply': ['.count'] },
    },
    'what others apply with the same value is shared': {
      steps: [
        { apply: 'a', body: { name: 'x' } },
        { apply: 'b', body: { name: 'x', count: 1 } },
      ],
      body: { name: 'x', count: 1 },
      owners: { 'a Apply': ['.name'], 'b Apply': ['.count', '.name'] },
    },
    'what is shared stays as long as one applies it': {
      steps: [
        { apply: 'a', body: { name: 'x' } },
        { apply: 'b', body: { name: 'x' } },
        { apply: 'a', body: { count: 1 } },
      ],
      body: { name: 'x', count: 1 },
      owners: { 'a Apply': ['.count'], 'b Apply': ['.name'] },
    },
    'another value is a conflict, and nothing is stored': {
      steps: [
        { apply: 'a', body: { name: 'x', count: 1 } },
        { apply: 'b', body: { name: 'y', count: 1 }, conflicts: { 'a Apply': ['.name'] } },
      ],
      body: { name: 'x', count: 1 },
      owners: { 'a Apply': ['.count', '.name'] },
    },
    'force takes the field': {
      steps: [
        { apply: 'a', body: { name: 'x', count: 1 } },
        { apply: 'b', body: { name: 'y' }, force: true },
      ],
      body: { name: 'y', count: 1 },
      owners: { 'a Apply': ['.count'], 'b Apply': ['.name'] },
    },
    'who has lost all is no owner': {
      steps: [
        { apply: 'a', body: { name: 'x' } },
        { apply: 'b', body: { name: 'y' }, force: true },
      ],
      body: { name: 'y' },
      owners: { 'b Apply': ['.name'] },
    },
    'conflicts are told by owner': {
      steps: [
        { apply: 'a', body: { name: 'x' } },
        { update: 'u', body: { name: 'x', count: 1, enabled: true } },
        {
          apply: 'b',
          body: { name: 'y', count: 2, enabled: false },
          conflicts: { 'a Apply': ['.name'], 'u Update': ['.count', '.enabled'] },
        },
      ],
      body: { name: 'x', count: 1, enabled: true },
      owners: { 'a Apply': ['.name'], 'u Update': ['.count', '.enabled'] },
    },
    'who applies nothing any more is no owner': {
      steps: [
        { apply: 'a', body: { name: 'x' } },
        { apply: 'b', body: { count: 1 } },
        { apply: 'a', body: {} },
      ],
      body: { count: 1 },
      owners: { 'b Apply': ['.count'] },
    },
  });
});

describe('updates', () => {
  histories({
    'own what they change, and leave the rest to who applied it': {
      steps: [
        { apply: 'a', body: { name: 'x', count: 1 } },
        { update: 'u', body: { name: 'x', count: 2, enabled: true } },
      ],
      body: { name: 'x', count: 2, enabled: true },
      owners: { 'a Apply': ['.name'], 'u Update': ['.count', '.enabled'] },
    },
    'conflict with a later apply of what they changed': {
      steps: [
        { apply: 'a', body: { count: 1 } },
        { update: 'u', body: { count: 2 } },
        { apply: 'a', body: { count: 1 }, conflicts: { 'u Update': ['.count'] } },
        { apply: 'a', body: { count: 1 }, force: true },
      ],
      body: { count: 1 },
      owners: { 'a Apply': ['.count'] },
    },
    'share what is applied with their value': {
      steps: [
        { update: 'u', body: { count: 2 } },
        { apply: 'a', body: { count: 2 } },
      ],
      body: { count: 2 },
      owners: { 'a Apply': ['.count'], 'u Update': ['.count'] },
    },
    'take what they remove from its owners': {
      steps: [
        { apply: 'a', body: { name: 'x', part: { a: 'y', b: 1 } } },
        { update: 'u', body: { name: 'x' } },
      ],
      body: { name: 'x' },
      owners: { 'a Apply': ['.name'] },
    },
    'lose what they added to an item when its only owner drops it': {
      steps: [
        { apply: 'a', body: { list: [{ name: 'i' }], name: 'x' } },
        { update: 'u', body: { list: [{ name: 'i', value: 'v' }], name: 'x' } },
        { apply: 'a', body: { name: 'x' } },
      ],
      body: { name: 'x', list: null },
      owners: { 'a Apply': ['.name'] },
    },
    'a list that is applied empty goes with its items': {
      steps: [
        { apply: 'a', body: { list: [{ name: 'i' }] } },
        { apply: 'a', body: { list: [] } },
      ],
      body: {},
      owners: {},
    },
    'the owner of an item that only an update made stays': {
      steps: [
        { update: 'u', body: { list: [{ name: 'i', value: 'v' }] } },
        { apply: 'a', body: { list: [{ name: 'j' }] } },
        { apply: 'a', body: {} },
      ],
      body: { list: [{ name: 'i', value: 'v' }] },
      owners: { 'u Update': ['.list', '.list[name="i"]', '.list[name="i"].name', '.list[name="i"].value'] },
    },
  });
});

describe('structs and maps', () => {
  histories({
    'members are owned one by one': {
      steps: [
        { apply: 'a', body: { labels: { x: '1' }, part: { a: 'y' } } },
        { apply: 'b', body: { labels: { z: '2' }, part: { b: 1 } } },
        { apply: 'a', body: {} },
      ],
      body: { labels: { z: '2' }, part: { b: 1 } },
      owners: { 'b Apply': ['.labels.z', '.part.b'] },
    },
    'an emptied struct goes': {
      steps: [
        { apply: 'a', body: { name: 'x', part: { a: 'y' } } },
        { apply: 'a', body: { name: 'x' } },
      ],
      body: { name: 'x' },
      owners: { 'a Apply': ['.name'] },
    },
    'a struct that is applied empty keeps nothing of what was in it': {
      steps: [
        { apply: 'a', body: { part: { a: 'y' } } },
        { apply: 'a', body: { part: {} } },
      ],
      body: { part: null },
      owners: { 'a Apply': ['.part'] },
    },
    'atomic ones are owned as a whole': {
      steps: [
        { apply: 'a', body: { atomicLabels: { x: '1' } } },
        { apply: 'b', body: { atomicLabels: { z: '2' } }, conflicts: { 'a Apply': ['.atomicLabels'] } },
        { apply: 'b', body: { atomicLabels: { z: '2' } }, force: true },
      ],
      body: { atomicLabels: { z: '2' } },
      owners: { 'b Apply': ['.atomicLabels'] },
    },
    'a value of a map of structs is owned by its name too': {
      steps: [
        { apply: 'a', body: { parts: { p: { a: 'x' }, q: { b: 1 } } } },
        { apply: 'a', body: { parts: { q: { b: 1 } } } },
      ],
      body: { parts: { q: { b: 1 } } },
      owners: { 'a Apply': ['.parts.q', '.parts.q.b'] },
    },
    'a member goes with all that only its owner had in it': {
      steps: [
        { apply: 'a', body: { parts: { p: { a: 'x', b: 1 } } } },
        { apply: 'b', body: { parts: { p: { b: 1 } } } },
        { apply: 'a', body: {} },
      ],
      body: { parts: { p: { b: 1 } } },
      owners: { 'b Apply': ['.parts.p', '.parts.p.b'] },
    },
  });
});

describe('lists', () => {
  const item = (name: string, value?: string): JsonObject => (value === undefined ? { name } : { name, value });
  histories({
    'items are owned one by one': {
      steps: [
        { apply: 'a', body: { list: [item('i', '1')] } },
        { apply: 'b', body: { list: [item('j', '2')] } },
        { apply: 'a', body: { list: [item('k')] } },
      ],
      body: { list: [item('j', '2'), item('k')] },
      owners: {
        'a Apply': ['.list[name="k"]', '.list[name="k"].name'],
        'b Apply': ['.list[name="j"]', '.list[name="j"].name', '.list[name="j"].value'],
      },
    },
    'an item that others apply too stays': {
      steps: [
        { apply: 'a', body: { list: [item('i', '1')] } },
        { apply: 'b', body: { list: [item('i')] } },
        { apply: 'a', body: { list: [] } },
      ],
      body: { list: [item('i')] },
      owners: { 'b Apply': ['.list[name="i"]', '.list[name="i"].name'] },
    },
    'fields of an item conflict': {
      steps: [
        { apply: 'a', body: { list: [item('i', '1')] } },
        { apply: 'b', body: { list: [item('i', '2')] }, conflicts: { 'a Apply': ['.list[name="i"].value'] } },
      ],
      body: { list: [item('i', '1')] },
      owners: { 'a Apply': ['.list[name="i"]', '.list[name="i"].name', '.list[name="i"].value'] },
    },
    'items of sets are owned one by one': {
      steps: [
        { apply: 'a', body: { set: ['x', 'y'] } },
        { apply: 'b', body: { set: ['y', 'z'] } },
        { apply: 'a', body: { set: ['w'] } },
      ],
      body: { set: ['y', 'z', 'w'] },
      owners: { 'a Apply': ['.set[="w"]'], 'b Apply': ['.set[="y"]', '.set[="z"]'] },
    },
    'atomic ones are owned as a whole': {
      steps: [
        { apply: 'a', body: { plainList: ['x'] } },
        { apply: 'b', body: { plainList: ['x', 'y'] }, conflicts: { 'a Apply': ['.plainList'] } },
        { apply: 'b', body: { plainList: ['x'] } },
      ],
      body: { plainList: ['x'] },
      owners: { 'a Apply': ['.plainList'], 'b Apply': ['.plainList'] },
    },
    'another order is no conflict and is followed': {
      steps: [
        { apply: 'a', body: { set: ['x', 'y'] } },
        { apply: 'b', body: { set: ['y', 'x'] } },
      ],
      body: { set: ['y', 'x'] },
      owners: { 'a Apply': ['.set[="x"]', '.set[="y"]'], 'b Apply': ['.set[="x"]', '.set[="y"]'] },
    },
    'the default of a key finds the item': {
      steps: [
        { apply: 'a', body: { ports: [{ port: 80, name: 'web' }] } },
        { apply: 'b', body: { ports: [{ port: 80, protocol: 'TCP' }] } },
      ],
      body: { ports: [{ port: 80, name: 'web', protocol: 'TCP' }] },
      owners: {
        'a Apply': [
          '.ports[port=80,protocol="TCP"]',
          '.ports[port=80,protocol="TCP"].name',
          '.ports[port=80,protocol="TCP"].port',
        ],
        'b Apply': [
          '.ports[port=80,protocol="TCP"]',
          '.ports[port=80,protocol="TCP"].port',
          '.ports[port=80,protocol="TCP"].protocol',
        ],
      },
    },
    'items in items are pruned': {
      steps: [
        { apply: 'a', body: { list: [{ name: 'i', items: [item('j', '1'), item('k')] }] } },
        { apply: 'a', body: { list: [{ name: 'i', items: [item('k')] }] } },
      ],
      body: { list: [{ name: 'i', items: [item('k')] }] },
      owners: {
        'a Apply': [
          '.list[name="i"]',
          '.list[name="i"].name',
          '.list[name="i"].items[name="k"]',
          '.list[name="i"].items[name="k"].name',
        ],
      },
    },
  });
});

describe('items that occur twice', () => {
  const twice = [
    { name: 'i', value: '1' },
    { name: 'i', value: '2' },
  ];
  histories({
    'are owned as one by an update': {
      steps: [{ update: 'u', body: { list: twice } }],
      body: { list: twice },
      owners: { 'u Update': ['.list', '.list[name="i"]'] },
    },
    'survive the apply of others': {
      steps: [
        { update: 'u', body: { list: twice, set: ['x', 'x'] } },
        { apply: 'a', body: { list: [{ name: 'j' }], set: ['y'] } },
      ],
      body: { list: [...twice, { name: 'j' }], set: ['x', 'x', 'y'] },
      owners: {
        'a Apply': ['.list[name="j"]', '.list[name="j"].name', '.set[="y"]'],
        'u Update': ['.list', '.set', '.list[name="i"]', '.set[="x"]'],
      },
    },
    'become one by force': {
      steps: [
        { update: 'u', body: { list: twice } },
        { apply: 'a', body: { list: [{ name: 'i', value: '3' }] }, conflicts: { 'u Update': ['.list[name="i"]'] } },
        { apply: 'a', body: { list: [{ name: 'i', value: '3' }] }, force: true },
      ],
      body: { list: [{ name: 'i', value: '3' }] },
      owners: {
        'a Apply': ['.list[name="i"]', '.list[name="i"].name', '.list[name="i"].value'],
        'u Update': ['.list'],
      },
    },
  });

  it('are refused where they are applied', () => {
    const apply = (): unknown => playHistory([{ apply: 'a', body: { list: twice } }]);
    expect(apply).toThrow(
      'failed to create typed patch object (/g; example.io/v1, Kind=Gadget): .list: duplicate entries for key [name="i"]',
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../../../base/index.ts';
import { FieldSet } from '../../fieldpath/index.ts';
import { gadgetManagedKind, gadgetObject, historyStart, ownersOf, playHistory } from '../../testing/play-history.ts';
import { decodeManagedFields } from '../entries/managed-entry.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { updateOnWrite } from './update-on-write.ts';

function write(
  before: KubeObject | undefined,
  after: KubeObject,
  options: { manager?: string; kind?: ManagedKind } = {},
): KubeObject {
  const { manager = 'u', kind = gadgetManagedKind() } = options;
  return updateOnWrite({ kind, before, after, manager, now: historyStart + 3_600_000 });
}

function sending(body: JsonObject, managedFields: Json): KubeObject {
  return { ...gadgetObject(body), metadata: { name: 'g', managedFields: managedFields as JsonObject[] } };
}

const entry = {
  manager: 'sent',
  operation: 'Update',
  apiVersion: 'example.io/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:name': {} },
};

describe('a create', () => {
  it('owns all that it sets, but its identity', () => {
    const made = write(undefined, {
      ...gadgetObject({ name: 'x', list: [{ name: 'i' }] }),
      metadata: { name: 'g', namespace: 'n', labels: { l: '1' } },
    });
    expect(ownersOf(made)).toEqual({
      'u Update': [
        '.list',
        '.name',
        '.list[name="i"]',
        '.list[name="i"].name',
        '.metadata.labels',
        '.metadata.labels.l',
      ],
    });
  });

  it('takes no owners from who creates', () => {
    expect(ownersOf(write(undefined, sending({ name: 'x' }, [entry])))).toEqual({ 'u Update': ['.name'] });
    expect(write(undefined, sending({ name: 'x' }, [])).metadata.managedFields).toHaveLength(1);
  });

  it('without a manager is by unknown', () => {
    expect(ownersOf(write(undefined, gadgetObject({ name: 'x' }), { manager: '' }))).toEqual({
      'unknown Update': ['.name'],
    });
  });
});

describe('an update', () => {
  const { live } = playHistory([
    { apply: 'a', body: { name: 'x', count: 1 } },
    { update: 'u', body: { name: 'x', count: 1, enabled: true } },
  ]);

  it('owns what it changes, next to what it owned', () => {
    const after = write(live, gadgetObject({ name: 'x', count: 2, enabled: true }));
    expect(ownersOf(after)).toEqual({ 'a Apply': ['.name'], 'u Update': ['.count', '.enabled'] });
  });

  it('that changes nothing keeps the owners', () => {
    const after = write(live, gadgetObject({ name: 'x', count: 1, enabled: true }), { manager: 'v' });
    expect(ownersOf(after)).toEqual(ownersOf(live));
  });

  it('takes the owners that it sends', () => {
    const after = write(live, sending({ name: 'x', count: 1, enabled: false }, [entry]));
    expect(ownersOf(after)).toEqual({ 'sent Update': ['.name'], 'u Update': ['.enabled'] });
  });

  it.each<[string, Json]>([
    ['none', null],
    ['that cannot be read', [{ ...entry, operation: 'Other' }]],
    ['of a broken set', [{ ...entry, fieldsV1: { x: {} } }]],
  ])('keeps the live owners where it sends owners %s', (_, sent) => {
    const after = write(live, sending({ name: 'x', count: 1, enabled: true }, sent));
    expect(ownersOf(after)).toEqual(ownersOf(live));
  });

  it.each<[string, Json]>([
    ['an empty list', []],
    ['an empty entry', [{}]],
    ['an entry of empty texts', [{ manager: '', operation: '', time: null }]],
  ])('resets the owners by %s', (_, sent) => {
    const after = write(live, sending({ name: 'x', count: 5, enabled: true }, sent));
    expect(after.metadata.managedFields).toBeUndefined();
    expect(after['count']).toBe(5);
  });

  it('of an object without owners leaves it without', () => {
    const { managedFields: _, ...metadata } = live.metadata;
    const after = write({ ...live, metadata }, gadgetObject({ name: 'y' }));
    expect(after.metadata.managedFields).toBeUndefined();
  });

  it('of a live object whose owners cannot be read goes on without', () => {
    const broken = { ...live, metadata: { ...live.metadata, managedFields: [{ operation: 'x' }] } };
    expect(write(broken, gadgetObject({ name: 'y' })).metadata.managedFields).toBeUndefined();
  });

  it('that does not fit the type drops the owners and stores the rest', () => {
    const after = write(live, gadgetObject({ count: 'x' }));
    expect(after).toEqual(gadgetObject({ count: 'x' }));
  });

  it('tells apart what one manager writes in several versions', () => {
    const kind: ManagedKind = {
      ...gadgetManagedKind(),
      gvk: { group: 'example.io', version: 'v2', kind: 'Gadget' },
      typeOf: (version) =>
        ['example.io/v1', 'example.io/v2'].includes(version) ? gadgetManagedKind().typeOf('example.io/v1') : undefined,
      convert: (object, apiVersion) => ({ ...object, apiVersion }),
    };
    const before = { ...live, apiVersion: 'example.io/v2' };
    const after = write(
      before,
      { ...gadgetObject({ name: 'x', count: 3, enabled: true }), apiVersion: 'example.io/v2' },
      { kind },
    );
    const entries = [...decodeManagedFields(after.metadata.managedFields).values()];
    expect(entries.map(({ manager, apiVersion, set }) => [manager, apiVersion, Object.keys(set.toJson())])).toEqual([
      ['a', 'example.io/v1', ['f:name']],
      ['u', 'example.io/v1', ['f:enabled']],
      ['u', 'example.io/v2', ['f:count']],
    ]);
  });

  it('forgets owners in versions that are gone', () => {
    const gone = { ...entry, apiVersion: 'example.io/v0' };
    const before = { ...live, metadata: { ...live.metadata, managedFields: [gone, entry] } };
    const after = write(before, gadgetObject({ name: 'x', count: 1, enabled: true }));
    expect(ownersOf(after)).toEqual({ 'sent Update': ['.name'] });
    expect(after.metadata.managedFields).toHaveLength(1);
  });

  it('owns nothing of what it resets', () => {
    const kind: ManagedKind = {
      ...gadgetManagedKind(),
      filters: { 'example.io/v1': (set) => set.recursiveDifference(FieldSet.of(['f:part'])) },
    };
    const after = write(live, gadgetObject({ name: 'x', count: 1, enabled: true, part: { a: 'y' }, set: ['s'] }), {
      kind,
    });
    expect(ownersOf(after)['u Update']).toEqual(['.enabled', '.set', '.set[="s"]']);
  });
});

describe('a write to a subresource', () => {
  const { live } = playHistory([{ apply: 'a', body: { name: 'x' } }]);
  const kind: ManagedKind = { ...gadgetManagedKind(), subresource: 'status' };

  it('has an entry of its own', () => {
    const after = write(live, gadgetObject({ name: 'x', count: 1 }), { kind });
    const entries = [...decodeManagedFields(after.metadata.managedFields).values()];
    expect(entries.map(({ manager, subresource }) => [manager, subresource])).toEqual([
      ['a', ''],
      ['u', 'status'],
    ]);
  });

  it('cannot reset owners, nor send others', () => {
    for (const sent of [[], [{}], [entry]]) {
      expect(ownersOf(write(live, sending({ name: 'x' }, sent), { kind }))).toEqual(ownersOf(live));
    }
  });
});

describe('many updaters', () => {
  it('become ancient changes', () => {
    const { owners } = playHistory(
      Array.from({ length: 14 }, (_, index) => ({
        update: `u${index}`,
        body: { labels: Object.fromEntries(Array.from({ length: index + 1 }, (__, label) => [`l${label}`, 'x'])) },
      })),
    );
    expect(Object.keys(owners)).toHaveLength(10);
    expect(owners['ancient-changes Update']).toEqual([
      '.labels',
      '.labels.l0',
      '.labels.l1',
      '.labels.l2',
      '.labels.l3',
      '.labels.l4',
    ]);
  });
});

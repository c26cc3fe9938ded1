import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../../../base/index.ts';
import { type FieldSet, formatPath } from '../../fieldpath/index.ts';
import { PatchError } from '../../error.ts';
import { sameJson } from '../../members.ts';
import { relatedValuesOf, valuesOf } from '../../testing/arbitrary-value.ts';
import { gadgetDefinitions, gadgetSchema, gadgetSchemas } from '../../testing/gadget.ts';
import {
  gadgetManagedKind,
  gadgetObject,
  historyStart,
  ownersOf,
  playHistory,
  timeOfStep,
} from '../../testing/play-history.ts';
import { deducedType, MergeTypes, type MergeType } from '../../typed/index.ts';
import { decodeManagedFields } from '../entries/managed-entry.ts';
import { resetFields } from '../reset-fields.ts';
import { type ApplyOutcome, updateOnApply } from './update-on-apply.ts';

function apply(
  live: KubeObject | undefined,
  body: JsonObject,
  options: { manager?: string; force?: boolean; type?: MergeType; now?: number } = {},
): ApplyOutcome {
  const { manager = 'a', force = false, type, now = historyStart } = options;
  return updateOnApply({ kind: gadgetManagedKind(type), live, applied: gadgetObject(body), manager, force, now });
}

function applied(outcome: ApplyOutcome): KubeObject {
  if (outcome.kind !== 'applied') throw new Error(outcome.message);
  return outcome.object;
}

describe('the first apply', () => {
  it('makes the object and its owner', () => {
    const outcome = apply(undefined, { name: 'x', part: { a: 'y' } });
    expect(outcome).toMatchObject({ kind: 'applied', changed: true });
    expect(applied(outcome)).toEqual({
      apiVersion: 'example.io/v1',
      kind: 'Gadget',
      metadata: {
        name: 'g',
        managedFields: [
          {
            manager: 'a',
            operation: 'Apply',
            apiVersion: 'example.io/v1',
            time: '2026-01-01T00:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:name': {}, 'f:part': { 'f:a': {} } },
          },
        ],
      },
      name: 'x',
      part: { a: 'y' },
    });
  });

  it('gives an object without owners to before-first-apply', () => {
    const live = gadgetObject({ name: 'x', count: 1 });
    const outcome = apply(live, { count: 1, enabled: true });
    expect(ownersOf(applied(outcome))).toEqual({
      'a Apply': ['.count', '.enabled'],
      'before-first-apply Update': ['.count', '.name'],
    });
    const conflict = apply(live, { count: 2 });
    expect(conflict).toMatchObject({ kind: 'conflict' });
    expect((conflict as { message: string }).message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using example.io/v1: .count',
    );
  });

  it('of nothing owns nothing', () => {
    expect(applied(apply(undefined, {})).metadata.managedFields).toBeUndefined();
  });

  it('without a manager is by unknown', () => {
    expect(ownersOf(applied(apply(undefined, { name: 'x' }, { manager: '' })))).toEqual({ 'unknown Apply': ['.name'] });
  });
});

describe('applying again', () => {
  it('changes nothing, not even the time', () => {
    const first = applied(apply(undefined, { name: 'x', list: [{ name: 'i' }] }));
    const outcome = apply(first, { name: 'x', list: [{ name: 'i' }] }, { now: historyStart + 3_600_000 });
    expect(outcome).toMatchObject({ kind: 'applied', changed: false });
    expect(applied(outcome)).toEqual(first);
  });

  it('dates the entry anew where the object changes', () => {
    const { live } = playHistory([
      { apply: 'a', body: { name: 'x' } },
      { apply: 'b', body: { count: 1 } },
      { apply: 'a', body: { name: 'y' } },
    ]);
    const times = [...decodeManagedFields(live.metadata.managedFields).values()].map((entry) => [
      entry.manager,
      entry.time,
    ]);
    expect(times).toEqual([
      ['b', timeOfStep(1)],
      ['a', timeOfStep(2)],
    ]);
  });

  it('leaves the entry without a time where only its fields change', () => {
    const { live } = playHistory([
      { apply: 'a', body: { name: 'x' } },
      { apply: 'b', body: { name: 'x' } },
    ]);
    const entry = [...decodeManagedFields(live.metadata.managedFields).values()].find(({ manager }) => manager === 'b');
    // The caller's revertTimestamps and the store do the rest.
    expect(entry?.time).toBeUndefined();
  });
});

describe('what was applied before', () => {
  it('comes back exactly when it is extracted and applied', () => {
    const { live } = playHistory([
      { apply: 'a', body: { name: 'x', list: [{ name: 'i', value: '1' }], labels: { l: '1' } } },
      { apply: 'b', body: { count: 1, list: [{ name: 'j' }], labels: { m: '2' } } },
    ]);
    const own: JsonObject = { name: 'x', list: [{ name: 'i', value: '1' }], labels: { l: '1' } };
    expect(applied(apply(live, own))).toEqual(live);
  });
});

describe('schemas that change', () => {
  /** The kind with one field's schema replaced. */
  function typeWith(name: string, schema: object): MergeType {
    const properties = { ...gadgetSchema.properties, [name]: schema };
    return new MergeTypes(gadgetSchemas).ofSchema({ ...gadgetSchema, properties });
  }
  const list = gadgetDefinitions['example.Gadget']?.properties?.['list'] ?? {};
  const atomic = typeWith('list', { ...list, 'x-kubernetes-list-type': 'atomic' });

  it('from granular to atomic: who owned parts owns the whole', () => {
    const { live } = playHistory([
      { apply: 'a', body: { list: [{ name: 'i' }] } },
      { apply: 'b', body: { list: [{ name: 'j' }] } },
    ]);
    const outcome = apply(live, { list: [{ name: 'k' }] }, { type: atomic });
    expect(outcome).toMatchObject({ kind: 'conflict', causes: [{ field: '.list' }] });
    const forced = applied(apply(live, { list: [{ name: 'k' }] }, { type: atomic, force: true }));
    expect(forced['list']).toEqual([{ name: 'k' }]);
    expect(ownersOf(forced)).toEqual({ 'a Apply': ['.list'] });
  });

  it('from atomic to granular: who owned the whole keeps that', () => {
    const first = applied(apply(undefined, { list: [{ name: 'i' }] }, { type: atomic }));
    const after = applied(apply(first, { list: [{ name: 'j' }] }, { manager: 'b' }));
    expect(after['list']).toEqual([{ name: 'i' }, { name: 'j' }]);
    expect(ownersOf(after)).toEqual({
      'a Apply': ['.list'],
      'b Apply': ['.list[name="j"]', '.list[name="j"].name'],
    });
    // When its owner applies anew it owns the items; that it owned those which it drops nobody has told.
    const again = applied(apply(after, { list: [{ name: 'k' }] }));
    expect(again['list']).toEqual([{ name: 'i' }, { name: 'j' }, { name: 'k' }]);
  });

  it('without a schema lists are owned as a whole', () => {
    const first = applied(apply(undefined, { spec: { list: [{ name: 'i' }], n: 1 } }, { type: deducedType }));
    expect(ownersOf(first)).toEqual({ 'a Apply': ['.spec', '.spec.list', '.spec.n'] });
    const outcome = apply(first, { spec: { list: [] } }, { type: deducedType, manager: 'b' });
    expect(outcome).toMatchObject({ kind: 'conflict', causes: [{ field: '.spec.list' }] });
  });
});

describe('what cannot be applied', () => {
  it.each<[string, JsonObject, string, string]>([
    ['another kind', { kind: 'Other' }, 'invalid', 'invalid object type: example.io/v1, Kind=Other'],
    ['another version', { apiVersion: 'example.io/v2' }, 'invalid', 'invalid object type: example.io/v2, Kind=Gadget'],
    ['another group', { apiVersion: 'v1' }, 'invalid', 'invalid object type: /v1, Kind=Gadget'],
    ['no version', { apiVersion: '' }, 'invalid', 'invalid object type: /, Kind=Gadget'],
    ['managed fields', { metadata: { name: 'g', managedFields: [] } }, 'invalid', 'metadata.managedFields must be nil'],
    [
      'a wrong type',
      { count: 'x' },
      'mismatch',
      'failed to create typed patch object (/g; example.io/v1, Kind=Gadget): .count: expected numeric (int or float), got string',
    ],
    [
      'an unknown field',
      { other: 1 },
      'mismatch',
      'failed to create typed patch object (/g; example.io/v1, Kind=Gadget): .other: field not declared in schema',
    ],
  ])('%s', (_, body, code, message) => {
    const run = (): unknown => apply(undefined, body);
    expect(run).toThrow(PatchError);
    expect(run).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  it('to a live object with owners that cannot be read', () => {
    const live = { ...gadgetObject({}), metadata: { name: 'g', managedFields: [{ manager: 'x' }] } };
    expect(() => apply(live, { name: 'x' })).toThrow(
      'failed to decode managed fields: operation must be `Apply` or `Update`',
    );
  });

  it('to a live object that does not fit its type', () => {
    expect(() => apply(gadgetObject({ count: 'x' }), { name: 'x' })).toThrow('.count: expected numeric');
  });

  it('in a version that the server does not know', () => {
    const kind = { ...gadgetManagedKind(), typeOf: () => undefined };
    const run = (): unknown =>
      updateOnApply({ kind, live: undefined, applied: gadgetObject({}), manager: 'a', force: false, now: 0 });
    expect(run).toThrow('no corresponding type for example.io/v1, Kind=Gadget');
  });

  it('nested too deep', () => {
    let value: Json = 1;
    for (let depth = 0; depth < 600; depth += 1) value = { a: value };
    expect(() => apply(undefined, { free: value })).toThrow(expect.objectContaining({ code: 'too-large' }) as Error);
  });
});

describe('what a write resets', () => {
  const kind = {
    ...gadgetManagedKind(deducedType),
    filters: {
      'example.io/v1':
        resetFields(gadgetManagedKind().gvk, '', { statusSubresource: true }) ?? ((set: FieldSet) => set),
    },
  };

  it('is not owned', () => {
    const object = gadgetObject({ spec: { a: 1 }, status: { b: 2 } });
    const outcome = updateOnApply({ kind, live: undefined, applied: object, manager: 'a', force: false, now: 0 });
    expect(ownersOf(applied(outcome))).toEqual({ 'a Apply': ['.spec', '.spec.a'] });
  });

  it('of a subresource is an entry of its own', () => {
    const first = playHistory([{ apply: 'a', body: { name: 'x' } }]).live;
    const status = { ...gadgetManagedKind(), subresource: 'status' };
    const outcome = updateOnApply({
      kind: status,
      live: first,
      applied: gadgetObject({ count: 1 }),
      manager: 'a',
      force: false,
      now: 0,
    });
    const entries = [...decodeManagedFields(applied(outcome).metadata.managedFields).values()];
    expect(entries.map(({ subresource, set }) => [subresource, [...set.paths()].map(formatPath)])).toEqual([
      ['status', ['.count']],
      ['', ['.name']],
    ]);
  });
});

describe('for any configurations', () => {
  const bodies = valuesOf(gadgetSchema, gadgetSchemas) as fc.Arbitrary<JsonObject>;
  const pair = relatedValuesOf(gadgetSchema, gadgetSchemas) as unknown as fc.Arbitrary<[JsonObject, JsonObject]>;
  const clean = (body: JsonObject): JsonObject => {
    const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = body;
    // Empty lists alone have no owner, and what has no owner is given one by the next apply.
    return { ...rest, name: 'n' };
  };

  it('applying twice is a no-op', () => {
    fc.assert(
      fc.property(pair, ([live, body]) => {
        const { live: start } = playHistory([{ update: 'u', body: clean(live) }]);
        const first = applied(apply(start, clean(body), { force: true }));
        const second = apply(first, clean(body), { force: true, now: historyStart + 1 });
        expect(second).toMatchObject({ kind: 'applied', changed: false });
        expect(sameJson(withoutTimes(applied(second)), withoutTimes(first))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('who never applied forces only what it applies', () => {
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const { live } = playHistory([{ apply: 'a', body: clean(one) }]);
        const outcome = apply(live, clean(other), { manager: 'b' });
        const forced = applied(apply(live, clean(other), { manager: 'b', force: true }));
        if (outcome.kind === 'applied') expect(sameJson(outcome.object, forced)).toBe(true);
        else {
          const lost = outcome.conflicts.map(({ path }) => formatPath(path));
          const kept = ownersOf(forced)['a Apply'] ?? [];
          for (const path of lost) expect(kept).not.toContain(path);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('who drops all is no owner, and others own nothing new', () => {
    fc.assert(
      fc.property(bodies, bodies, (one, other) => {
        const { live } = playHistory([{ apply: 'a', body: clean(one) }]);
        const added = apply(live, clean(other), { manager: 'b' });
        if (added.kind === 'conflict') return;
        const dropped = applied(apply(added.object, {}, { manager: 'b' }));
        const { 'a Apply': left = [], ...others } = ownersOf(dropped);
        expect(others).toEqual({});
        expect(left).toContain('.name');
        expect(ownersOf(live)['a Apply']).toEqual(expect.arrayContaining(left));
      }),
      { numRuns: 150 },
    );
  });
});

function withoutTimes(object: KubeObject): Json {
  return JSON.parse(JSON.stringify(object, (key, value: Json) => (key === 'time' ? undefined : value))) as Json;
}

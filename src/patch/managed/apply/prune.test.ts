import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { sameJson } from '../../members.ts';
import { relatedValuesOf } from '../../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../../testing/gadget.ts';
import { gadgetManagedKind, gadgetObject, historyStart, ownersOf } from '../../testing/play-history.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { updateOnApply } from './update-on-apply.ts';

/**
 * A kind of two versions that call one field by other names: `name` is `count` spelled out, `part` is `wrapped`. In `v1` and `v2` all
 * else is the same.
 */
const renames: readonly (readonly [string, string])[] = [
  ['part', 'wrapped'],
  ['list', 'merged'],
];

function renamed(object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const pair = renames.find((names) => names.includes(key));
    const name = pair === undefined ? key : pair[0] === key ? pair[1] : pair[0];
    if (value !== undefined) result[name] = value;
  }
  return { ...result, apiVersion, kind: object.kind, metadata: object.metadata };
}

function kindIn(version: string): ManagedKind {
  return {
    gvk: { group: 'example.io', version, kind: 'Gadget' },
    typeOf: (apiVersion) => (/^example.io\/v[12]$/.test(apiVersion) ? gadget : undefined),
    convert: renamed,
  };
}

function apply(
  live: KubeObject | undefined,
  version: string,
  body: JsonObject,
  manager = 'a',
  force = false,
): KubeObject {
  const apiVersion = `example.io/${version}`;
  const outcome = updateOnApply({
    kind: kindIn(version),
    live: live === undefined ? undefined : renamed(live, apiVersion),
    applied: { ...gadgetObject(body), apiVersion },
    manager,
    force,
    now: historyStart,
  });
  if (outcome.kind === 'conflict') throw new Error(outcome.message);
  return outcome.object;
}

describe('several versions', () => {
  it('what was applied in one is dropped by applying in the other', () => {
    const first = apply(undefined, 'v1', { name: 'x', part: { a: 'y', b: 1 } });
    const second = apply(first, 'v2', { name: 'x', wrapped: { a: 'y' } });
    expect(second).toMatchObject({ apiVersion: 'example.io/v2', name: 'x', wrapped: { a: 'y' } });
    expect(second['wrapped']).toEqual({ a: 'y' });
    expect(ownersOf(second)).toEqual({ 'a Apply': ['.name', '.wrapped.a'] });
  });

  it('what others own in the other version stays', () => {
    const first = apply(undefined, 'v1', { list: [{ name: 'i' }, { name: 'j' }] });
    const shared = apply(first, 'v2', { merged: [{ name: 'j' }] }, 'b');
    const after = apply(shared, 'v1', { name: 'x' });
    expect(after['list']).toEqual([{ name: 'j' }]);
    expect(ownersOf(after)).toEqual({
      'a Apply': ['.name'],
      'b Apply': ['.merged[name="j"]', '.merged[name="j"].name'],
    });
  });

  it('conflicts are told in the version of the owner', () => {
    const first = apply(undefined, 'v1', { part: { a: 'x' } });
    expect(() => apply(first, 'v2', { wrapped: { a: 'y' } }, 'b')).toThrow(
      'Apply failed with 1 conflict: conflict with "a": .part.a',
    );
  });

  it('a version that is gone is forgotten, and what was applied in it stays', () => {
    const first = apply(undefined, 'v1', { name: 'x', count: 1 });
    const [entry] = first.metadata.managedFields ?? [];
    const gone = {
      ...first,
      metadata: { ...first.metadata, managedFields: [{ ...entry, apiVersion: 'example.io/v0' }] },
    };
    const after = apply(gone, 'v1', { name: 'x' });
    expect(after).toMatchObject({ name: 'x', count: 1 });
    expect(ownersOf(after)).toEqual({ 'a Apply': ['.name'] });
  });
});

describe('the shortcut', () => {
  it('gives what removing and adding back gives', () => {
    // Owners in a second version switch the shortcut off; the versions are the same but for their names.
    const slow: ManagedKind = {
      ...gadgetManagedKind(),
      typeOf: (apiVersion) => (/^example.io\/v[12]$/.test(apiVersion) ? gadget : undefined),
      convert: (object, apiVersion) => ({ ...object, apiVersion }),
    };
    const stranger = {
      manager: 'stranger',
      operation: 'Update',
      apiVersion: 'example.io/v2',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:bytes': {} },
    };
    const clean = (body: JsonObject): JsonObject => {
      const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = body;
      return { ...rest, bytes: 'b' };
    };
    const bodies = relatedValuesOf(gadgetSchema, gadgetSchemas) as unknown as fc.Arbitrary<[JsonObject, JsonObject]>;
    fc.assert(
      fc.property(bodies, bodies, ([one, other], [third]) => {
        const run = (kind: ManagedKind, extra: JsonObject[]): KubeObject => {
          let live: KubeObject | undefined;
          for (const [manager, body] of [
            ['a', one],
            ['b', third],
            ['a', other],
          ] as const) {
            const outcome = updateOnApply({
              kind,
              live,
              applied: gadgetObject(clean(body)),
              manager,
              force: true,
              now: 0,
            });
            if (outcome.kind === 'conflict') throw new Error(outcome.message);
            const { managedFields = [], ...metadata } = outcome.object.metadata;
            const kept = managedFields.filter((entry) => entry['manager'] !== 'stranger');
            live = { ...outcome.object, metadata: { ...metadata, managedFields: [...kept, ...extra] } };
          }
          return live as KubeObject;
        };
        const [fast, long] = [run(slow, []), run(slow, [stranger])];
        const { 'stranger Update': _, ...owners } = ownersOf(long);
        expect(owners).toEqual(ownersOf(fast));
        expect(sameJson({ ...fast, metadata: {} }, { ...long, metadata: {} })).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { builtinSchemas } from '../../schema/index.ts';
import { PatchError } from '../error.ts';
import { sameJson } from '../members.ts';
import { relatedValuesOf } from '../testing/arbitrary-value.ts';
import { gadgetSchemas, patchableSchema } from '../testing/gadget.ts';
import { applyStrategicMergePatch } from './apply.ts';
import { createStrategicMergePatch, createThreeWayMergePatch, type ThreeWayOptions } from './create.ts';

const schemas = builtinSchemas();
const deployment = schemas.ofKind({ group: 'apps', version: 'v1', kind: 'Deployment' });

const inPod = (spec: JsonObject): JsonObject => ({ spec: { template: { spec } } });

describe('a two-way patch', () => {
  const create = (original: JsonObject, modified: JsonObject): JsonObject =>
    createStrategicMergePatch(original, modified, deployment, schemas);

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['of equal objects is empty', { spec: { replicas: 1 } }, { spec: { replicas: 1 } }, {}],
    ['sets what is new', { spec: {} }, { spec: { replicas: 1 } }, { spec: { replicas: 1 } }],
    [
      'removes by null',
      { spec: { replicas: 1, paused: true } },
      { spec: { paused: true } },
      { spec: { replicas: null } },
    ],
    [
      'takes a value of another type',
      { spec: { minReadySeconds: 1 } },
      { spec: { minReadySeconds: '1' } },
      { spec: { minReadySeconds: '1' } },
    ],
    [
      'names the items that change, and their order',
      inPod({ containers: [{ name: 'a', image: 'a:1', tty: true }, { name: 'b' }] }),
      inPod({ containers: [{ name: 'a', image: 'a:2', tty: true }, { name: 'b' }] }),
      inPod({
        $setElementOrder: undefined,
        '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
        containers: [{ name: 'a', image: 'a:2' }],
      }),
    ],
    [
      'deletes items',
      inPod({ containers: [{ name: 'a' }, { name: 'b' }] }),
      inPod({ containers: [{ name: 'b' }] }),
      inPod({ '$setElementOrder/containers': [{ name: 'b' }], containers: [{ $patch: 'delete', name: 'a' }] }),
    ],
    [
      'gives the order alone where that is all',
      inPod({ containers: [{ name: 'a' }, { name: 'b' }] }),
      inPod({ containers: [{ name: 'b' }, { name: 'a' }] }),
      inPod({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }),
    ],
    [
      'retains keys of volumes',
      inPod({ volumes: [{ name: 'v', emptyDir: {} }] }),
      inPod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
      inPod({
        '$setElementOrder/volumes': [{ name: 'v' }],
        volumes: [{ $retainKeys: ['hostPath', 'name'], name: 'v', hostPath: { path: '/' }, emptyDir: null }],
      }),
    ],
    [
      'retains keys of the strategy',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { type: 'Recreate' } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } },
    ],
    [
      'deletes scalars from lists',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['b', 'c'] } },
      {
        metadata: {
          '$deleteFromPrimitiveList/finalizers': ['a'],
          '$setElementOrder/finalizers': ['b', 'c'],
          finalizers: ['c'],
        },
      },
    ],
    [
      'replaces lists without a strategy',
      inPod({ tolerations: [{ key: 'a' }, { key: 'b' }] }),
      inPod({ tolerations: [{ key: 'b' }] }),
      inPod({ tolerations: [{ key: 'b' }] }),
    ],
    [
      'takes a list that is new as it is',
      inPod({}),
      inPod({ containers: [{ name: 'a' }] }),
      inPod({ containers: [{ name: 'a' }] }),
    ],
  ])('%s', (_, original, modified, expected) => {
    expect(create(original, modified)).toEqual(expected);
  });

  it('keeps hostile names', () => {
    const before = JSON.parse('{"metadata":{"labels":{"__proto__":"a","constructor":"b"}}}') as JsonObject;
    const after = JSON.parse('{"metadata":{"labels":{"__proto__":"c"}}}') as JsonObject;
    expect(JSON.stringify(create(before, after))).toBe('{"metadata":{"labels":{"__proto__":"c","constructor":null}}}');
  });

  it('tells what the kind does not have where it differs', () => {
    expect(create({ wrong: { a: 1 } }, { wrong: { a: 1 } })).toEqual({});
    expect(() => create({ wrong: { a: 1 } }, { wrong: { a: 2 } })).toThrow('unable to find api field');
  });

  it('refuses items without their key', () => {
    const items = inPod({ containers: [{ image: 'x' }] });
    expect(() => create(inPod({ containers: [{ name: 'a' }] }), items)).toThrow(
      'does not contain declared merge key: name',
    );
  });

  it('of any objects makes the one of the other', () => {
    const pair = relatedValuesOf(patchableSchema, gadgetSchemas) as unknown as fc.Arbitrary<[JsonObject, JsonObject]>;
    fc.assert(
      fc.property(pair, ([original, modified]) => {
        const patch = createStrategicMergePatch(original, modified, patchableSchema, gadgetSchemas);
        const made = applyStrategicMergePatch(original, patch, patchableSchema, gadgetSchemas);
        expect(sameJson(withoutEmpty(made), withoutEmpty(modified))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  /** Lists that are merged cannot be emptied but item by item, which leaves an empty list of an empty one. */
  function withoutEmpty(object: JsonObject): JsonObject {
    return JSON.parse(
      JSON.stringify(object, (_key, value: unknown) =>
        Array.isArray(value) && value.length === 0 ? undefined : value,
      ),
    ) as JsonObject;
  }
});

describe('a three-way patch', () => {
  const create = (
    original: JsonObject,
    modified: JsonObject,
    current: JsonObject,
    options?: ThreeWayOptions,
  ): JsonObject => createThreeWayMergePatch({ original, modified, current }, deployment, schemas, options);

  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    [
      'leaves what others have added',
      { spec: { replicas: 1 } },
      { spec: { replicas: 2 } },
      { spec: { replicas: 1, paused: true } },
      { spec: { replicas: 2 } },
    ],
    [
      'removes what was applied before',
      { spec: { replicas: 1, paused: true } },
      { spec: { replicas: 1 } },
      { spec: { replicas: 1, paused: true, minReadySeconds: 5 } },
      { spec: { paused: null } },
    ],
    [
      'removes it also where it is gone',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: {} } },
      { metadata: {} },
      { metadata: { labels: { a: null } } },
    ],
    [
      'undoes what others have changed',
      { spec: { replicas: 1 } },
      { spec: { replicas: 1 } },
      { spec: { replicas: 5 } },
      { spec: { replicas: 1 } },
    ],
    [
      'deletes items that were applied before, and keeps those of others',
      inPod({ containers: [{ name: 'a' }, { name: 'b' }] }),
      inPod({ containers: [{ name: 'a', image: 'a:2' }] }),
      inPod({ containers: [{ name: 'a', image: 'a:1' }, { name: 'b' }, { name: 'sidecar' }] }),
      inPod({
        '$setElementOrder/containers': [{ name: 'a' }],
        containers: [
          { name: 'a', image: 'a:2' },
          { $patch: 'delete', name: 'b' },
        ],
      }),
    ],
    [
      'does nothing where all is as it should be',
      { spec: { replicas: 1 } },
      { spec: { replicas: 1 } },
      { spec: { replicas: 1, paused: true }, status: { replicas: 1 } },
      {},
    ],
    [
      'deletes scalars that were applied before',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['b'] } },
      { metadata: { finalizers: ['a', 'b', 'c'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['b'] } },
    ],
  ])('%s', (_, original, modified, current, expected) => {
    expect(create(original, modified, current)).toEqual(expected);
  });

  it('without what was applied before removes nothing', () => {
    const modified = { spec: { replicas: 1 } };
    const current = { spec: { paused: true } };
    expect(createThreeWayMergePatch({ original: undefined, modified, current }, deployment, schemas)).toEqual(modified);
    expect(
      createThreeWayMergePatch({ original: undefined, modified, current: undefined }, deployment, schemas),
    ).toEqual(modified);
  });

  describe('that changes the identity', () => {
    it.each<[string, JsonObject]>([
      ['the name', { metadata: { name: 'y' } }],
      ['the kind', { kind: 'StatefulSet' }],
      ['the version', { apiVersion: 'apps/v2' }],
    ])('is refused: %s', (_, change) => {
      const current = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } };
      const run = (options?: ThreeWayOptions): JsonObject =>
        create(current, { ...current, ...change }, current, options);
      expect(run).toThrow(expect.objectContaining({ code: 'precondition' }) as Error);
      expect(run({ keepIdentity: false })).toEqual(change);
    });
  });

  describe('that must not overwrite', () => {
    const options = { overwrite: false };
    const run = (original: JsonObject, modified: JsonObject, current: JsonObject) => () =>
      create(original, modified, current, options);

    it.each<[string, JsonObject, JsonObject, JsonObject]>([
      ['a value', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, { spec: { replicas: 3 } }],
      ['a value that others have removed', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, { spec: {} }],
      [
        'a field of an item',
        inPod({ containers: [{ name: 'a', image: 'a:1' }] }),
        inPod({ containers: [{ name: 'a', image: 'a:2' }] }),
        inPod({ containers: [{ name: 'a', image: 'a:3' }] }),
      ],
      [
        'an item that others have changed',
        inPod({ containers: [{ name: 'a', image: 'a:1' }, { name: 'b' }] }),
        inPod({ containers: [{ name: 'b' }] }),
        inPod({ containers: [{ name: 'a', image: 'a:3' }, { name: 'b' }] }),
      ],
      [
        'a list without a strategy',
        inPod({ tolerations: [{ key: 'a' }] }),
        inPod({ tolerations: [] }),
        inPod({ tolerations: [{ key: 'a' }, { key: 'b' }] }),
      ],
      [
        'a volume of another kind',
        inPod({ volumes: [{ name: 'v', emptyDir: {} }] }),
        inPod({ volumes: [{ name: 'v', hostPath: { path: '/a' } }] }),
        inPod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
      ],
    ])('is refused for %s', (_, original, modified, current) => {
      expect(run(original, modified, current)).toThrow(PatchError);
      expect(run(original, modified, current)).toThrow('conflicts with changes made from original to current');
    });

    it.each<[string, JsonObject, JsonObject, JsonObject]>([
      ['something else', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, { spec: { replicas: 1, paused: true } }],
      ['the same value', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, { spec: { replicas: 2 } }],
      [
        'another item',
        inPod({ containers: [{ name: 'a' }, { name: 'b' }] }),
        inPod({ containers: [{ name: 'a', image: 'x' }, { name: 'b' }] }),
        inPod({ containers: [{ name: 'a' }, { name: 'b', image: 'y' }] }),
      ],
      [
        'scalars of a merged list',
        { metadata: { finalizers: ['a'] } },
        { metadata: { finalizers: ['a', 'b'] } },
        { metadata: { finalizers: ['a', 'c'] } },
      ],
    ])('is made where others have changed %s', (_, original, modified, current) => {
      expect(run(original, modified, current)).not.toThrow();
    });
  });

  it('of any objects brings the current one to what is wanted', () => {
    const pair = relatedValuesOf(patchableSchema, gadgetSchemas) as unknown as fc.Arbitrary<[JsonObject, JsonObject]>;
    fc.assert(
      fc.property(pair, pair, ([original, modified], [current]) => {
        const options = { keepIdentity: false };
        const run = (): JsonObject =>
          createThreeWayMergePatch({ original, modified, current }, patchableSchema, gadgetSchemas, options);
        const after = applyStrategicMergePatch(current, run(), patchableSchema, gadgetSchemas);
        // Where the live object lacks a list, upstream takes the directives for changes of its items for members.
        fc.pre(!JSON.stringify(after).includes('"$'));
        // Applied again there is nothing left to change but to remove what is gone already.
        const again = createThreeWayMergePatch(
          { original: modified, modified, current: after },
          patchableSchema,
          gadgetSchemas,
          options,
        );
        expect(sameJson(applyStrategicMergePatch(after, again, patchableSchema, gadgetSchemas), after)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

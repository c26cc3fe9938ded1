import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { valuesOf } from '../testing/arbitrary-value.ts';
import { gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { playHistory, gadgetObject } from '../testing/play-history.ts';
import { compareOwned, type OwnedOptions } from './compare-owned.ts';
import { ownedFields } from './owned-fields.ts';

const identity = { apiVersion: 'apps/v1', kind: 'Deployment' };

function object(body: JsonObject): KubeObject {
  return {
    ...identity,
    ...body,
    metadata: { name: 'x', ...(body['metadata'] as JsonObject | undefined) },
  };
}

function setOf(...paths: readonly string[]): FieldSet {
  return FieldSet.of(...paths.map((path) => path.split(' ')));
}

/** Each difference as `reason path`. */
function compare(desired: JsonObject, live: JsonObject, owned: FieldSet, options?: OwnedOptions): string[] {
  return compareOwned(object(desired), object(live), owned, options).map(({ reason, text }) => `${reason} ${text}`);
}

const app = 'f:spec f:containers k:{"name":"app"}';

describe('a leaf', () => {
  it.each<[string, JsonObject, JsonObject, string[], string[]]>([
    ['that is owned and equal', { spec: { replicas: 1 } }, { spec: { replicas: 1 } }, ['f:spec f:replicas'], []],
    [
      'of another value',
      { spec: { replicas: 2 } },
      { spec: { replicas: 1 } },
      ['f:spec f:replicas'],
      ['differs .spec.replicas'],
    ],
    [
      'that is not there any more',
      { spec: { replicas: 2 } },
      { spec: {} },
      ['f:spec f:replicas'],
      ['differs .spec.replicas'],
    ],
    [
      'that is equal but not owned',
      { spec: { replicas: 1 } },
      { spec: { replicas: 1 } },
      [],
      ['not-owned .spec.replicas'],
    ],
    [
      'that is owned and not desired',
      { spec: {} },
      { spec: { replicas: 1 } },
      ['f:spec f:replicas'],
      ['not-desired .spec.replicas'],
    ],
    ['that is owned, not desired and gone', { spec: {} }, { spec: {} }, ['f:spec f:replicas'], []],
    ['that others own', {}, { spec: { replicas: 1 } }, [], []],
    [
      'that the server leaves out',
      { spec: { paused: false, x: '', y: 0, z: null } },
      { spec: {} },
      ['f:spec f:paused', 'f:spec f:x', 'f:spec f:y', 'f:spec f:z'],
      [],
    ],
    [
      'of a label',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { a: '2', b: '3' } } },
      ['f:metadata f:labels f:a'],
      ['differs .metadata.labels.a'],
    ],
    [
      'in what is not owned yet, one by one',
      { spec: { a: 1, b: { c: 2 } } },
      {},
      [],
      ['not-owned .spec.a', 'not-owned .spec.b.c'],
    ],
  ])('%s', (_, desired, live, owned, expected) => {
    expect(compare(desired, live, setOf(...owned))).toEqual(expected);
  });

  it('is told with both values', () => {
    const [found] = compareOwned(
      object({ spec: { containers: [{ name: 'app', image: 'a:2' }] } }),
      object({ spec: { containers: [{ name: 'side' }, { name: 'app', image: 'a:1' }] } }),
      setOf(app, `${app} f:name`, `${app} f:image`),
    );
    expect(found).toEqual({
      path: ['spec', 'containers', 0, 'image'],
      text: '.spec.containers[name="app"].image',
      desired: 'a:2',
      live: 'a:1',
      reason: 'differs',
    });
  });
});

describe('what nobody can own', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['the version', { apiVersion: 'apps/v2' }, {}],
    ['the name', { metadata: { name: 'y' } }, {}],
    [
      'what the server sets',
      { metadata: { uid: 'a', generation: 1, resourceVersion: '7', creationTimestamp: null } },
      { metadata: { uid: 'b', generation: 2, resourceVersion: '8' } },
    ],
    ['the owners', { metadata: { managedFields: [] } }, { metadata: { managedFields: [{ manager: 'a' }] } }],
  ])('does not count: %s', (_, desired, live) => {
    expect(compare(desired, live, FieldSet.empty)).toEqual([]);
  });
});

describe('status', () => {
  const desired = { status: { phase: 'x' } };
  it.each<[string, string[], OwnedOptions, string[]]>([
    ['counts where the kind has no subresource', [], { statusSubresource: false }, ['not-owned .status.phase']],
    ['does not count where it has', [], { statusSubresource: true }, []],
    [
      'is dropped where it was owned before the kind had it',
      ['f:status f:phase'],
      { statusSubresource: true },
      ['not-desired .status'],
    ],
    ['does not count where that is unknown', [], {}, []],
    ['counts where it is owned', ['f:status f:phase'], {}, ['differs .status.phase']],
  ])('%s', (_, owned, options, expected) => {
    expect(compare(desired, { status: { phase: 'y' } }, setOf(...owned), options)).toEqual(expected);
  });
});

describe('lists', () => {
  const named = (...names: readonly string[]): JsonObject[] => names.map((name) => ({ name }));
  const item = (name: string): string => `f:list k:{"name":"${name}"}`;
  const own = (...names: readonly string[]): FieldSet =>
    setOf(...names.flatMap((name) => [item(name), `${item(name)} f:name`]));

  it.each<[string, Json[], Json[], FieldSet, string[]]>([
    ['of equal items', named('a', 'b'), named('a', 'b'), own('a', 'b'), []],
    ['with items of others between', named('a', 'b'), named('x', 'a', 'y', 'b'), own('a', 'b'), []],
    ['in another order', named('a', 'b'), named('b', 'a'), own('a', 'b'), ['order .list']],
    ['without an item', named('a', 'b'), named('a'), own('a', 'b'), ['differs .list[name="b"]']],
    ['with an item that is not owned', named('a', 'b'), named('a', 'b'), own('a'), ['not-owned .list[1]']],
    ['with an item that is not desired', named('a'), named('a', 'b'), own('a', 'b'), ['not-desired .list[name="b"]']],
    ['owned as a whole', named('a'), named('a', 'b'), setOf('f:list'), ['differs .list']],
    ['owned as a whole and equal', named('a'), named('a'), setOf('f:list'), []],
    ['that are not owned', named('a'), named('a'), FieldSet.empty, ['not-owned .list']],
    ['that are empty', [], [], FieldSet.empty, []],
    ['that are applied empty where others have items', [], named('a'), FieldSet.empty, ['not-owned .list']],
    ['of texts', ['a', 'b'], ['x', 'a', 'b'], setOf('f:list v:"a"', 'f:list v:"b"'), []],
    ['of texts with one more', ['a', 'c'], ['a'], setOf('f:list v:"a"'), ['not-owned .list[1]']],
    ['of texts with one less', ['a'], ['a', 'b'], setOf('f:list v:"a"', 'f:list v:"b"'), ['not-desired .list[="b"]']],
    ['that are null now', [], null as unknown as Json[], FieldSet.empty, []],
  ])('%s', (_, desired, live, owned, expected) => {
    expect(compare({ list: desired }, { list: live }, owned)).toEqual(expected);
  });

  it('of ports without the protocol that the server adds', () => {
    const port = 'f:ports k:{"port":80,"protocol":"TCP"}';
    const owned = setOf(port, `${port} f:port`);
    expect(
      compare({ ports: [{ port: 80 }] }, { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] }, owned),
    ).toEqual([]);
    expect(compare({ ports: [{ port: 81 }] }, { ports: [{ port: 80, protocol: 'TCP' }] }, owned)).toEqual([
      'not-desired .ports[port=80,protocol="TCP"]',
      'not-owned .ports[0]',
    ]);
  });

  it('that are maps now', () => {
    expect(compare({ list: 'x' }, { list: named('a') }, own('a'))).toEqual(['not-desired .list']);
    expect(compare({ list: named('a') }, { list: 'x' }, own('a'))).toEqual(['differs .list[name="a"]']);
  });
});

describe('spelling', () => {
  const resources = `${app} f:resources f:limits`;
  it.each<[string, Json, Json, string[]]>([
    ['quantities of one value', '1000m', '1', []],
    ['a quantity written as a number', 1, '1', []],
    ['quantities of other values', '1000m', '2', [`differs .spec.containers[name="app"].resources.limits.cpu`]],
  ])('%s', (_, desired, live, expected) => {
    const pod = (cpu: Json): JsonObject => ({
      spec: { containers: [{ name: 'app', resources: { limits: { cpu } } }] },
    });
    const owned = setOf(app, `${app} f:name`, `${resources} f:cpu`);
    expect(compare(pod(desired), pod(live), owned)).toEqual(expected);
  });

  it('is a difference in data', () => {
    expect(compare({ data: { a: '1000m' } }, { data: { a: '1' } }, setOf('f:data f:a'))).toEqual(['differs .data.a']);
  });
});

describe('maps that are empty', () => {
  it.each<[string, JsonObject, JsonObject, string[], string[]]>([
    ['and owned', { emptyDir: {} }, { emptyDir: {} }, ['f:emptyDir'], []],
    ['and not owned, which only a dry run tells', { emptyDir: {} }, { emptyDir: {} }, [], ['not-owned .emptyDir']],
    [
      'of labels leave those of others',
      { metadata: { labels: {} } },
      { metadata: { labels: { a: 'b' } } },
      ['f:metadata f:labels'],
      [],
    ],
    ['where something is owned below', { spec: {} }, { spec: { a: 1 } }, ['f:spec f:a'], ['not-desired .spec.a']],
  ])('%s', (_, desired, live, owned, expected) => {
    expect(compare(desired, live, setOf(...owned))).toEqual(expected);
  });
});

describe('secrets', () => {
  const secret = (body: JsonObject): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    ...body,
  });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const run = (desired: JsonObject, live: JsonObject, owned: FieldSet): string[] =>
    compareOwned(secret(desired), secret(live), owned).map(({ reason, text }) => `${reason} ${text}`);

  it('are stored as data where they are written as text', () => {
    const owned = setOf('f:stringData f:a');
    expect(run({ stringData: { a: 'x' } }, { data: { a: base64('x') } }, owned)).toEqual([]);
    expect(run({ stringData: { a: 'y' } }, { data: { a: base64('x') } }, owned)).toEqual(['differs .stringData.a']);
  });

  it('are stored without line breaks', () => {
    expect(run({ data: { a: 'eHh4\neHh4\n' } }, { data: { a: 'eHh4eHh4' } }, setOf('f:data f:a'))).toEqual([]);
  });

  it('hold what the text says where both do', () => {
    const owned = setOf('f:data f:a', 'f:stringData f:a');
    const desired = { data: { a: base64('old') }, stringData: { a: 'new' } };
    expect(run(desired, { data: { a: base64('new') } }, owned)).toEqual([]);
    expect(run(desired, { data: { a: base64('old') } }, owned)).not.toEqual([]);
  });
});

describe('limits', () => {
  it('end objects that are nested without end', () => {
    let deep: Json = 1;
    for (let depth = 0; depth < 600; depth += 1) deep = { a: deep };
    expect(() => compare({ spec: deep }, {}, FieldSet.empty)).toThrow('the desired object is nested');
    expect(() => compare({}, { spec: deep }, FieldSet.empty)).toThrow('the live object is nested');
  });

  it('keep hostile names where they belong', () => {
    const hostile = JSON.parse('{"metadata":{"labels":{"__proto__":"a","constructor":"b"}}}') as JsonObject;
    const owned = setOf('f:metadata f:labels f:__proto__', 'f:metadata f:labels f:constructor');
    expect(compareOwned({ ...object({}), ...hostile }, object({}), owned)).toHaveLength(2);
    expect(compareOwned({ ...object({}), ...hostile }, { ...object({}), ...hostile }, owned)).toEqual([]);
  });
});

describe('for any configurations', () => {
  const bodies = valuesOf(gadgetSchema, gadgetSchemas) as fc.Arbitrary<JsonObject>;
  const clean = (body: JsonObject): JsonObject => {
    const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = body;
    return { ...rest, name: 'n' };
  };

  it('what has just been applied does not differ, but for what is empty', () => {
    fc.assert(
      fc.property(bodies, bodies, (one, other) => {
        const { live } = playHistory([
          { apply: 'b', body: clean(one) },
          { apply: 'a', body: clean(other), force: true },
        ]);
        const owned = ownedFields(live.metadata.managedFields, 'a') ?? FieldSet.empty;
        const found = compareOwned(gadgetObject(clean(other)), live, owned);
        const telling = found.filter(
          ({ desired }) => typeof desired !== 'object' || JSON.stringify(desired).length > 2,
        );
        expect(telling).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

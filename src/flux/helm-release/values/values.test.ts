import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, type KubeObject, systemClock, systemRandom } from '../../../base/index.ts';
import type { Lookup } from '../../../engine/index.ts';
import { readHelmReleaseSpec } from '../spec/index.ts';
import { createStoredCharts } from '../chart/index.ts';
import { composeValues } from './values.ts';

const objects: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'base', namespace: 'shop' },
    data: { 'values.yaml': 'a: {x: 1, z: 2}\nlist: [1]\n', other: 'b: 5', broken: 'a: [', text: 'plain', number: '7' },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'hidden', namespace: 'shop' },
    data: {
      'values.yaml': Buffer.from('a: {z: 3}').toString('base64'),
      quoted: Buffer.from('"0123"').toString('base64'),
      odd: Buffer.from('p,q[0]={x}').toString('base64'),
    },
  },
];

const lookup: Lookup = {
  get: (kind, namespace, name) =>
    Promise.resolve(
      objects.find(
        (object) =>
          object.kind === kind.kind && object.metadata.namespace === namespace && object.metadata.name === name,
      ),
    ),
  list: () => Promise.resolve([]),
};

const charts = createStoredCharts({
  find: () => Promise.resolve(undefined),
  fetch,
  clock: systemClock,
  random: systemRandom,
});

const compose = async (valuesFrom: JsonObject[], values: Json = {}): Promise<Json> => {
  const owner: KubeObject = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { valuesFrom, values },
  };
  const composed = await composeValues(readHelmReleaseSpec(owner), 'shop', lookup, (...given) =>
    charts.setValue(...given),
  );
  return composed.kind === 'values' ? composed.values : composed.message;
};

const base = { kind: 'ConfigMap', name: 'base' };
const hidden = { kind: 'Secret', name: 'hidden' };

describe('the values of a HelmRelease', () => {
  it.each<[string, JsonObject[], Json, Json]>([
    ['inline', [], { a: 1 }, { a: 1 }],
    ['of a ConfigMap', [base], {}, { a: { x: 1, z: 2 }, list: [1] }],
    ['later ones over earlier ones, inline over all', [base, hidden], { list: [9] }, { a: { x: 1, z: 3 }, list: [9] }],
    ['of another key', [{ ...base, valuesKey: 'other' }], {}, { b: 5 }],
    ['at a path, typed', [{ ...base, valuesKey: 'number', targetPath: 'a.n' }], {}, { a: { n: 7 } }],
    ['at a path, a text in quotes', [{ ...hidden, valuesKey: 'quoted', targetPath: 'pin' }], {}, { pin: '0123' }],
    ['at a path, verbatim', [{ ...hidden, valuesKey: 'odd', targetPath: 'v', literal: true }], {}, { v: 'p,q[0]={x}' }],
    [
      'without what is optional',
      [{ kind: 'Secret', name: 'none', optional: true }, base],
      {},
      { a: { x: 1, z: 2 }, list: [1] },
    ],
    ['without an optional key', [{ ...base, valuesKey: 'none', optional: true }], { a: 1 }, { a: 1 }],
    ['null takes away what a chart says', [base], { a: null }, { a: null, list: [1] }],
  ])('are %s', async (_what, valuesFrom, values, expected) => {
    expect(await compose(valuesFrom, values)).toEqual(expected);
  });

  const where = "could not resolve ConfigMap chart values reference 'shop/base' with key";
  it.each<[string, JsonObject[], string | RegExp]>([
    [
      'an object that is not there',
      [{ kind: 'Secret', name: 'none' }],
      `could not resolve Secret chart values reference 'shop/none' with key 'values.yaml': secrets "none" not found`,
    ],
    ['a key that is not there', [{ ...base, valuesKey: 'none' }], `${where} 'none': key not found`],
    ['a text that is no map', [{ ...base, valuesKey: 'text' }], /no map|cannot/],
    ['YAML that cannot be read', [{ ...base, valuesKey: 'broken' }], /^could not resolve ConfigMap .* 'broken': /],
    ['a path that is none', [{ ...base, valuesKey: 'text', targetPath: 'a[x]' }], /^could not resolve ConfigMap /],
  ])('are refused for %s', async (_what, valuesFrom, expected) => {
    const message = await compose(valuesFrom);
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });
});

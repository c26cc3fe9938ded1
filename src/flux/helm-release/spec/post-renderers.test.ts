import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../base/index.ts';
import { kustomizationsOf, postRenderersDigest, postRenderersOf, postRenderStrategyOf } from './post-renderers.ts';
import { digestOf } from '../digest.ts';

const digest = (spec: JsonObject): string => postRenderersDigest(postRenderersOf(spec));

describe('the digest of post-renderers', () => {
  it('is of the JSON that Go writes of them', () => {
    const kustomize = {
      images: [{ newTag: '2', name: 'a' }, { name: '' }],
      patches: [
        { target: { name: 'x', kind: 'Y', group: '' }, patch: 'a: <b>\n' },
        { patch: '', target: {} },
      ],
    };
    const json =
      '[{"kustomize":{"patches":[{"patch":"a: \\u003cb\\u003e\\n","target":{"kind":"Y","name":"x"}},{"patch":"","target":{}}],' +
      '"images":[{"name":"a","newTag":"2"},{"name":""}]}}]\n';
    expect(digest({ postRenderers: [{ kustomize }] })).toBe(digestOf(json));
  });

  it.each([
    [[], '[]\n'],
    [[{}], '[{}]\n'],
    [[{ kustomize: {} }], '[{"kustomize":{}}]\n'],
    [[{ kustomize: { patches: [] } }], '[{"kustomize":{}}]\n'],
  ])('of %j is of %j', (postRenderers, json) => {
    expect(digest({ postRenderers })).toBe(digestOf(json));
  });

  it('is empty without them', () => {
    expect(digest({})).toBe('');
    expect(digest({ postRenderers: null })).toBe('');
  });

  it('changes with the fields of older versions', () => {
    const older = (color: string): JsonObject => ({
      postRenderers: [{ kustomize: { patchesStrategicMerge: [{ kind: 'A', data: { color } }] } }],
    });
    expect(digest(older('red'))).not.toBe(digest(older('blue')));
  });
});

it('puts the patches of older versions before and behind the others', () => {
  const merge = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' } };
  const operations = [{ op: 'remove', path: '/data' }];
  const kustomize = {
    patchesJson6902: [{ patch: operations, target: { kind: 'C' } }],
    patches: [{ patch: 'kind: B' }],
    patchesStrategicMerge: [merge],
  };
  expect(kustomizationsOf([{ kustomize }, {}])).toEqual([
    {
      patches: [
        { patch: JSON.stringify(merge) },
        { patch: 'kind: B' },
        { patch: JSON.stringify(operations), target: { kind: 'C' } },
      ],
      images: [],
    },
  ]);
});

it('renders hooks too unless that is ruled out', () => {
  expect(
    ['', 'combined', 'separate', 'nohooks'].map((text) => postRenderStrategyOf({ postRenderStrategy: text })),
  ).toEqual(['combined', 'combined', 'separate', 'nohooks']);
});

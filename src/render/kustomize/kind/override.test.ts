import { describe, expect, it } from 'vitest';
import { memoryTree } from '../../../source/index.ts';
import type { KustomizeOverrides } from '../../renderer.ts';
import { editKustomization, type KustomizationEdit } from '../edit/index.ts';
import { type Kustomization, parseKustomization } from '../kustomization/index.ts';
import { override } from './override.ts';

/** The texts of a kustomization's fields, without their places. */
function textsOf({ images, replicas, labels, commonLabels, commonAnnotations, ...rest }: Kustomization) {
  const { namespace, namePrefix, nameSuffix } = rest;
  const fields = { images, replicas, labels, commonLabels, commonAnnotations, namespace, namePrefix, nameSuffix };
  return JSON.parse(
    JSON.stringify(fields, (key, value: unknown) => {
      if (key === 'place') return undefined;
      if (value instanceof Map) return Object.fromEntries(value);
      return key === 'includeTemplates' && value === false ? undefined : value;
    }),
  ) as unknown;
}

const parse = (text: string): Kustomization =>
  parseKustomization(Buffer.from(text), 'kustomization.yaml').kustomization;

describe('override', () => {
  const pairs = { a: '1', b: '2' };
  const images = [
    { name: 'a', newTag: '3' },
    { name: 'c', newName: '*', newTag: '1' },
    { name: 'd', digest: 'sha256:1' },
  ];
  const replicas = [{ name: 'b', count: 3 }];

  it.each<[string, string, Omit<KustomizeOverrides, 'field'>, KustomizationEdit]>([
    ['images', 'images: [{name: b, newTag: "*"}, {name: a, newName: x}]', { images }, { kind: 'images', images }],
    [
      'images that stand there twice',
      'images: [{name: b, newTag: "1"}, {name: b, newTag: "2"}, {name: c, newName: x}, {name: c, newName: "why"}]',
      { images },
      { kind: 'images', images },
    ],
    [
      'replicas that stand there twice',
      'replicas: [{name: z, count: 1}, {name: a, count: 1}, {name: a, count: 2}]',
      { replicas },
      { kind: 'replicas', replicas },
    ],
    [
      'labels, forced',
      'commonLabels: {a: "0", z: "9"}',
      { labels: { pairs, force: true } },
      { kind: 'labels', mode: 'add', pairs, force: true },
    ],
    [
      'labels without selectors',
      'labels: [{pairs: {x: "1"}, includeSelectors: true}, {pairs: {q: r}}]',
      { labels: { pairs, withoutSelector: true } },
      { kind: 'labels', mode: 'add', pairs, withoutSelector: true },
    ],
    [
      'labels for templates',
      'labels: [{pairs: {q: r}}]',
      { labels: { pairs, withoutSelector: true, includeTemplates: true } },
      { kind: 'labels', mode: 'add', pairs, withoutSelector: true, includeTemplates: true },
    ],
    [
      'annotations',
      'commonAnnotations: {z: "9"}',
      { annotations: { pairs } },
      { kind: 'annotations', mode: 'add', pairs },
    ],
    ['a namespace', 'namespace: x', { namespace: 'y' }, { kind: 'namespace', value: 'y' }],
  ])('says %s as `kustomize edit` would write it', (_, written, overrides, edit) => {
    const text = `resources: []\n${written}\n`;
    const said = override(
      parse(text),
      { field: 'spec.source.kustomize', ...overrides },
      { tree: memoryTree({}), folder: '', dialect: 'argocd' },
    );
    expect(textsOf(said)).toEqual(textsOf(parse(editKustomization(text, edit, 'kustomization.yaml'))));
  });
});

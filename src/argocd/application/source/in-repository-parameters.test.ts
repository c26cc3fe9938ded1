import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../base/index.ts';
import { type MemoryFile, memoryTree } from '../../../source/index.ts';
import { withInRepositoryParameters } from './in-repository-parameters.ts';

function merged(source: JsonObject, files: Readonly<Record<string, MemoryFile>>) {
  return withInRepositoryParameters(source, memoryTree(files), 'app', 'shop');
}

describe('withInRepositoryParameters', () => {
  it('puts what the folder says for all over the source, and over that what it says for the Application', () => {
    const source = {
      repoURL: 'a',
      path: 'app',
      kustomize: { namePrefix: 'spec-', images: ['a:1'], commonLabels: { a: '1' } },
    };
    const files = {
      'app/.argocd-source.yaml': 'kustomize: {nameSuffix: -all, images: ["b:1"], commonLabels: {b: "2"}}\n',
      'app/.argocd-source-shop.yaml': 'kustomize:\n  nameSuffix: -shop\n',
      'app/.argocd-source-other.yaml': 'kustomize: {nameSuffix: -other}\n',
      '.argocd-source.yaml': 'kustomize: {nameSuffix: -above}\n',
    };
    expect(merged(source, files)).toEqual({
      source: {
        repoURL: 'a',
        path: 'app',
        kustomize: { namePrefix: 'spec-', nameSuffix: '-shop', images: ['b:1'], commonLabels: { a: '1', b: '2' } },
      },
      problems: [],
    });
  });

  it('lets a folder not move its source', () => {
    const source = { repoURL: 'a', path: 'app', targetRevision: 'main' };
    const files = { 'app/.argocd-source.yaml': 'repoURL: evil\npath: ../other\ntargetRevision: x\nchart: c\n' };
    expect(merged(source, files)).toEqual({ source, problems: [] });
  });

  // What encoding/json makes of the patched source when it reads it into the one that was patched.
  it.each<[string, JsonObject, string, JsonObject]>([
    [
      'null takes nothing away',
      { kustomize: { namePrefix: 'a' } },
      'kustomize: {namePrefix: null}',
      { kustomize: { namePrefix: 'a' } },
    ],
    ['an empty file says nothing', { kustomize: { namePrefix: 'a' } }, '# nothing', { kustomize: { namePrefix: 'a' } }],
    [
      'an entry keeps what it does not say',
      { helm: { parameters: [{ name: 'a', value: '1', forceString: true }] } },
      'helm: {parameters: [{name: b, value: "2"}]}',
      { helm: { parameters: [{ name: 'b', value: '2', forceString: true }] } },
    ],
    [
      'valuesObject is patched',
      { helm: { valuesObject: { a: 1, b: { c: 2 } } } },
      'helm: {valuesObject: {a: null, b: {d: 3}}}',
      { helm: { valuesObject: { b: { c: 2, d: 3 } } } },
    ],
  ])('%s', (_, source, text, expected) => {
    expect(merged(source, { 'app/.argocd-source.yaml': text }).source).toEqual(expected);
  });

  it('follows links in the repository, and none out of it', () => {
    const files = { 'p.yaml': 'kustomize: {namePrefix: x-}', 'app/.argocd-source.yaml': { target: '../p.yaml' } };
    expect(merged({}, files).source).toEqual({ kustomize: { namePrefix: 'x-' } });
    expect(merged({}, { 'app/.argocd-source.yaml': { target: '../../p.yaml' } }).problems).toMatchObject([
      { code: 'path-outside', file: 'app/.argocd-source.yaml' },
    ]);
    expect(merged({}, { 'app/.argocd-source.yaml': { target: 'gone' } })).toEqual({ source: {}, problems: [] });
    expect(merged({}, { 'app/.argocd-source.yaml/x': '' })).toEqual({ source: {}, problems: [] });
  });

  it.each([
    ['kustomize: [', expect.stringContaining('')],
    ['- a', expect.stringContaining('are an object')],
    ['kustomize: {images: web}', 'kustomize.images: must be a list of texts, and is the text "web"'],
  ])('refuses %s, and names the file', (text, message) => {
    expect(merged({}, { 'app/.argocd-source.yaml': text }).problems).toMatchObject([
      { file: 'app/.argocd-source.yaml', message },
    ]);
  });
});

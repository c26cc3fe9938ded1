import { describe, expect, it } from 'vitest';
import { memoryTree } from '../source/index.ts';
import { detectSourceType } from './source-type.ts';

describe('detectSourceType', () => {
  it.each<[string[], string]>([
    [['a.yaml', 'values.yaml'], 'directory'],
    [['Chart.yaml', 'templates/a.yaml'], 'helm'],
    [['sub/Chart.yaml', 'sub/kustomization.yaml'], 'directory'],
    [['kustomization.yaml'], 'kustomize'],
    [['kustomization.yml'], 'kustomize'],
    [['Kustomization'], 'kustomize'],
    [['kustomization'], 'directory'],
    [['kustomization.yaml/a.yaml'], 'directory'],
    [['Chart.yml'], 'directory'],
    [['Chart.yaml', 'kustomization.yaml'], 'kustomize'],
    [['MyChart.yaml'], 'helm'],
    [['kustomization.yaml', 'zChart.yaml'], 'helm'],
  ])('takes %j for %s', (files, type) => {
    const tree = memoryTree(Object.fromEntries(files.map((file) => [`app/${file}`, ''])));
    expect(detectSourceType(tree, 'app')).toBe(type);
  });

  it.each(['', '.', 'app/..', './', 'x/../'])('looks at the root for "%s"', (path) => {
    expect(detectSourceType(memoryTree({ 'Chart.yaml': '', 'app/a.yaml': '', 'x/y': '' }), path)).toBe('helm');
  });

  it.each(['current', './current/', 'here/x'])('follows links and reads "%s" as people write it', (path) => {
    const tree = memoryTree({ 'v2/kustomization.yaml': '', current: { target: 'v2' }, 'here/x': { target: '../v2' } });
    expect(detectSourceType(tree, path)).toBe('kustomize');
  });

  it('takes a link for the file that it is named like', () => {
    expect(detectSourceType(memoryTree({ 'app/Chart.yaml': { target: 'gone' } }), 'app')).toBe('helm');
  });

  it.each(['gone', '../out', '/app', 'app/Chart.yaml'])('takes "%s" for a directory', (path) => {
    expect(detectSourceType(memoryTree({ 'app/Chart.yaml': '' }), path)).toBe('directory');
  });
});

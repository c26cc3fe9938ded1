import { describe, expect, it } from 'vitest';
import { memoryTree } from '../../source/index.ts';
import { ChartBuildError } from './build-error.ts';
import { readHelmChartSpec } from './spec.ts';
import { type MergedValues, mergeValues } from './values.ts';

const tree = memoryTree({
  'values.yaml': 'a: {b: 1, c: [1]}\nd: 1\n',
  'prod.yaml': 'a: {b: 2, c: [2]}\n__proto__: {e: 1}\n',
  'list.yaml': '- a\n',
  'broken.yaml': 'a: [\n',
  'empty.yaml': '',
});

function merge(spec: object): MergedValues | undefined {
  const owner = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmChart', metadata: { name: 'app' }, spec };
  return mergeValues(readHelmChartSpec(owner as Parameters<typeof readHelmChartSpec>[0]), tree, (file) => `no ${file}`);
}

describe('the values of a HelmChart', () => {
  it('are those of its files, later ones over earlier ones, maps into maps', () => {
    expect(merge({ valuesFiles: ['values.yaml', './prod.yaml', 'empty.yaml'] })).toEqual({
      text: '__proto__:\n  e: 1\na:\n  b: 2\n  c:\n  - 2\nd: 1\n',
      files: ['values.yaml', './prod.yaml', 'empty.yaml'],
    });
  });

  it('are its own where nothing else is asked for, in the old form too', () => {
    expect(merge({})).toBeUndefined();
    expect(merge({ valuesFiles: ['./values.yaml'] })).toBeUndefined();
    expect(merge({ valuesFile: 'values.yaml' })).toBeUndefined();
    expect(merge({ valuesFiles: ['values.yaml'], valuesFile: 'prod.yaml' })?.files).toEqual([
      'values.yaml',
      'prod.yaml',
    ]);
  });

  it('may lack files only where that is said', () => {
    const valuesFiles = ['none.yaml', 'values.yaml'];
    expect(() => merge({ valuesFiles })).toThrow('values files merge error: no none.yaml');
    expect(merge({ valuesFiles, ignoreMissingValuesFiles: true })?.files).toEqual(['values.yaml']);
  });

  it.each(['list.yaml', 'broken.yaml'])('are refused where a file holds no map: %s', (file) => {
    expect(() => merge({ valuesFiles: [file] })).toThrow(ChartBuildError);
  });
});

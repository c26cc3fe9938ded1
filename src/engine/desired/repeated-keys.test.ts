import { describe, expect, it } from 'vitest';
import { formatProblem, keyOf, type KubeObject } from '../../base/index.ts';
import { plainPlacement } from '../placement.ts';
import type { DesiredObject } from './desired.ts';
import { RepeatedKeys } from './repeated-keys.ts';

function desired(name: string, namespace: string, digest: string): DesiredObject {
  const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } };
  const origin = { file: `${digest}.yaml`, line: 3, column: 1 };
  return {
    key: keyOf(object),
    object,
    digest,
    manifest: { object, origin, originOf: () => origin },
    placement: plainPlacement,
  };
}

function repeatedOf(objects: readonly DesiredObject[]): { kept: string[]; warnings: string[] } {
  const repeated = new RepeatedKeys();
  for (const { key, manifest } of objects) repeated.add(key, manifest.origin);
  return {
    kept: repeated.lastOf(objects).map(({ digest }) => digest),
    warnings: repeated.warnings().map(formatProblem),
  };
}

describe('RepeatedKeys', () => {
  it('keeps the last of what stands there more than once, and says where it is', () => {
    const { kept, warnings } = repeatedOf([
      desired('a', 'x', '1'),
      desired('b', 'x', '2'),
      desired('a', 'x', '3'),
      desired('a', 'x', '4'),
    ]);
    expect(kept).toEqual(['2', '4']);
    expect(warnings).toEqual([
      '4.yaml:3:1: appeared 3 times among application resources. Only the last one is applied: remove the others or rename them (/ConfigMap/x/a)',
    ]);
  });

  it.each<[string, readonly DesiredObject[]]>([
    ['names that differ', [desired('a', 'x', '1'), desired('b', 'x', '2')]],
    ['namespaces that differ', [desired('a', 'x', '1'), desired('a', 'y', '2')]],
    ['objects that get a name each', [desired('', 'x', '1'), desired('', 'x', '2')]],
  ])('keeps %s', (_what, objects) => {
    expect(repeatedOf(objects)).toEqual({ kept: ['1', '2'], warnings: [] });
  });
});

import { expect, it } from 'vitest';
import type { KubeObject } from '../../../base/index.ts';
import type { Outcome } from '../../../engine/index.ts';
import { kustomizeVersionConditions } from './kustomize-version.ts';

const asks = (version: string, sourceType = 'Kustomize') =>
  kustomizeVersionConditions(
    { spec: { source: { kustomize: { version } } } } as unknown as KubeObject,
    { sourceType } as Outcome,
  ).map(({ type, message }) => [type, message]);

it('says which kustomize is stood in for where the source asks for another', () => {
  expect(asks('v5.0.0')).toEqual([
    [
      'KustomizeVersionWarning',
      'kustomize v5.0.0 is asked for, and built as v5.7.1 does: name v5.7.1 or v5.8.1, or none',
    ],
  ]);
});

it.each([
  ['v5.8.1', 'Kustomize'],
  ['5.7.1', 'Kustomize'],
  ['', 'Kustomize'],
  ['v5.0.0', 'Directory'],
])('says nothing of %s in a %s', (version, type) => {
  expect(asks(version, type)).toEqual([]);
});

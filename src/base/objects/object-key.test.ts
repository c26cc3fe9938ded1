import { describe, expect, it } from 'vitest';
import { apiVersionOf, gvkOf, isKubeObject, parseApiVersion } from './object.ts';
import { describeKey, formatKey, keyOf } from './object-key.ts';
import { formatProblem } from '../problem.ts';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } };

describe('object keys', () => {
  it('name an object whatever its version', () => {
    expect(formatKey(keyOf(deployment))).toBe('apps/Deployment/shop/web');
    expect(formatKey(keyOf({ ...deployment, apiVersion: 'apps/v1beta1' }))).toBe('apps/Deployment/shop/web');
    expect(describeKey(keyOf(deployment))).toBe('Deployment/shop/web');
    expect(describeKey(keyOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }))).toBe(
      'Namespace/shop',
    );
  });

  it.each([
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
  ])('%s is group %j, version %j', (apiVersion, group, version) => {
    expect(parseApiVersion(apiVersion)).toEqual({ group, version });
    expect(apiVersionOf({ group, version })).toBe(apiVersion);
  });

  it('tell objects from other values', () => {
    expect(gvkOf(deployment)).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect([deployment, {}, [], null, 'x', { apiVersion: 1, kind: 'A' }].map(isKubeObject)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('formatProblem', () => {
  it.each([
    [{ code: 'c', message: 'm' }, 'm'],
    [{ code: 'c', message: 'm', file: 'a.yaml', line: 3, column: 7 }, 'a.yaml:3:7: m'],
    [{ code: 'c', message: 'm', file: 'a.yaml', object: 'Service/x' }, 'a.yaml: m (Service/x)'],
    [{ code: 'c', message: 'Service/x is in the way', object: 'Service/x' }, 'Service/x is in the way'],
  ])('%j', (problem, text) => {
    expect(formatProblem(problem)).toBe(text);
  });
});

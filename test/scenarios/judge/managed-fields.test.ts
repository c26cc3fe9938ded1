import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/base/index.ts';
import { claimKey, fieldClaims, fieldPaths } from './managed-fields.ts';

describe('fieldPaths', () => {
  it.each<[string, Json, string[]]>([
    ['fields', { 'f:spec': { 'f:replicas': {} } }, ['.spec.replicas']],
    ['a node and what is below it', { 'f:data': { '.': {}, 'f:a': {} } }, ['.data/', '.data.a']],
    ['an empty node, owned as a whole', { 'f:spec': { 'f:strategy': {} } }, ['.spec.strategy']],
    ['keys that are no plain words', { 'f:labels': { 'f:a.b/c': {} } }, ['.labels.{a.b/c}']],
    [
      'list items by key',
      { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {} } } },
      ['.ports[port=80,protocol=TCP]/'],
    ],
    ['list items by value', { 'f:finalizers': { 'v:"x"': {} } }, ['.finalizers[="x"]']],
    ['list items by place', { 'f:args': { 'i:0': {} } }, ['.args[0]']],
    ['nothing', {}, []],
  ])('%s', (_, tree, paths) => {
    expect(fieldPaths(tree)).toEqual(paths);
  });
});

describe('fieldClaims', () => {
  const entry = (manager: string, operation: string, rest = {}) => ({
    manager,
    operation,
    apiVersion: 'v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:b': {}, 'f:a': {} },
    ...rest,
  });

  it('drops times, sorts claims and fields, and leaves the world out', () => {
    const claims = fieldClaims([
      entry('z', 'Update'),
      entry('kube-controller-manager', 'Update', { subresource: 'status' }),
      entry('a', 'Update', { subresource: 'status' }),
      entry('a', 'Apply'),
    ]);
    expect(claims.map(claimKey)).toEqual(['a Apply', 'a Update status', 'z Update']);
    expect(claims[0]).toEqual({ manager: 'a', operation: 'Apply', fields: ['.a', '.b'] });
  });

  it('takes an entry without fields', () => {
    expect(fieldClaims([{ manager: 'a', operation: 'Update' }])).toEqual([
      { manager: 'a', operation: 'Update', fields: [] },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { revertTimestamps } from './timestamps.ts';

const entry = {
  manager: 'a',
  operation: 'Update',
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': {} },
};

function object(time: string | undefined, change: JsonObject = {}, entryChange: JsonObject = {}): KubeObject {
  const fields = { ...entry, ...(time === undefined ? {} : { time }), ...entryChange };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', managedFields: [fields] },
    data: { a: 'b' },
    ...change,
  };
}

describe('times of managed fields', () => {
  const before = object('2026-01-01T00:00:00Z');

  it('are as they were where nothing else has changed', () => {
    expect(revertTimestamps(before, object('2026-02-02T00:00:00Z'))).toEqual(before);
    expect(revertTimestamps(before, object(undefined))).toEqual(before);
  });

  it.each<[string, KubeObject]>([
    ['the object', object('2026-02-02T00:00:00Z', { data: { a: 'c' } })],
    [
      'its metadata',
      { ...object('2026-02-02T00:00:00Z'), metadata: { ...object('2026-02-02T00:00:00Z').metadata, labels: {} } },
    ],
    ['who owns what', object('2026-02-02T00:00:00Z', {}, { fieldsV1: { 'f:other': {} } })],
    ['an owner', object('2026-02-02T00:00:00Z', {}, { manager: 'b' })],
  ])('are new where %s has changed', (_, after) => {
    expect(revertTimestamps(before, after)).toBe(after);
  });

  it('are new where the number of owners has changed', () => {
    const after = { ...before, metadata: { name: 'c', managedFields: [entry, { ...entry, manager: 'b' }] } };
    expect(revertTimestamps(before, after)).toBe(after);
  });

  it('are none where there are no owners', () => {
    const bare: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };
    expect(revertTimestamps(bare, bare)).toBe(bare);
    const reset: KubeObject = { ...bare, metadata: { name: 'c', managedFields: [] } };
    expect(revertTimestamps(reset, reset)).toBe(reset);
    expect(revertTimestamps(before, bare)).toBe(bare);
  });
});

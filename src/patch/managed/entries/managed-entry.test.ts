import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../base/index.ts';
import { PatchError } from '../../error.ts';
import { decodeManagedFields, encodeManagedFields, managerIdentifier, secondsOf } from './managed-entry.ts';

const entry = {
  manager: 'a',
  operation: 'Apply',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { 'f:x': {} } },
};

describe('decoding', () => {
  it('tells entries by manager, operation, version and subresource', () => {
    const managed = decodeManagedFields([
      entry,
      { ...entry, operation: 'Update' },
      { ...entry, operation: 'Update', apiVersion: 'v2' },
      { ...entry, operation: 'Update', subresource: 'status' },
    ]);
    expect([...managed.keys()]).toEqual([
      '{"manager":"a","operation":"Apply"}',
      '{"manager":"a","operation":"Update","apiVersion":"v1"}',
      '{"manager":"a","operation":"Update","apiVersion":"v2"}',
      '{"manager":"a","operation":"Update","apiVersion":"v1","subresource":"status"}',
    ]);
  });

  it('takes the last of equal entries', () => {
    const managed = decodeManagedFields([entry, { ...entry, fieldsV1: { 'f:other': {} } }]);
    expect([...managed.values()].map(({ set }) => set.toJson())).toEqual([{ 'f:other': {} }]);
  });

  it.each<[string, Json | undefined]>([
    ['absent', undefined],
    ['null', null],
    ['empty', []],
    ['no list', { a: 1 }],
  ])('finds nothing where there is nothing: %s', (_, entries) => {
    expect(decodeManagedFields(entries).size).toBe(0);
  });

  it('does without what may be missing', () => {
    const [decoded] = decodeManagedFields([{ operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' }]).values();
    expect(decoded).toMatchObject({ manager: '', applied: false, subresource: '', time: undefined });
    expect(decoded?.set.isEmpty).toBe(true);
  });

  it.each<[string, JsonObject, string]>([
    ['an operation', { operation: 'Patch' }, 'operation must be `Apply` or `Update`'],
    ['no version', { apiVersion: '' }, 'apiVersion must not be empty'],
    ['no fields type', { fieldsType: '' }, 'missing fieldsType in managed fields entry 1'],
    ['another fields type', { fieldsType: 'FieldsV2' }, 'invalid fieldsType "FieldsV2" in managed fields entry 1'],
    [
      'a set that is none',
      { fieldsV1: { x: {} } },
      'error decoding set: parsing key as path element: key must be 2 characters long:',
    ],
    ['fields that are no object', { fieldsV1: ['f:x'] }, 'error decoding set: a set of fields must consist of objects'],
  ])('refuses %s', (_, change, message) => {
    const decode = (): unknown => decodeManagedFields([entry, { ...entry, ...change }]);
    expect(decode).toThrow(PatchError);
    expect(decode).toThrow(expect.objectContaining({ code: 'invalid', message }) as Error);
  });

  it('refuses what is no entry', () => {
    expect(() => decodeManagedFields(['x'])).toThrow('managed fields entry 0 is not an object');
  });

  it('refuses sets nested without end', () => {
    let fields: JsonObject = {};
    for (let depth = 0; depth < 600; depth += 1) fields = { 'f:a': fields };
    expect(() => decodeManagedFields([{ ...entry, fieldsV1: fields }])).toThrow(
      expect.objectContaining({ code: 'too-large', httpStatus: 413 }) as Error,
    );
  });
});

describe('encoding', () => {
  it('gives back what was decoded', () => {
    const entries = [entry, { ...entry, operation: 'Update', subresource: 'status' }];
    expect(encodeManagedFields(decodeManagedFields(entries))).toEqual(entries);
  });

  it('leaves out what is not there', () => {
    expect(encodeManagedFields(new Map())).toBeUndefined();
    const bare = { operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} };
    expect(encodeManagedFields(decodeManagedFields([bare]))).toEqual([bare]);
  });

  it('orders by operation, time, manager, version and subresource', () => {
    const order: [string, string, string | undefined, string, string][] = [
      ['b', 'Apply', undefined, 'v1', ''],
      ['z', 'Apply', '2026-01-01T00:00:00Z', 'v1', ''],
      ['a', 'Apply', '2026-01-01T00:00:01Z', 'v1', ''],
      ['b', 'Apply', '2026-01-01T00:00:01Z', 'v1', 'status'],
      ['c', 'Update', undefined, 'v1', ''],
      ['a', 'Update', '2026-01-01T00:00:00Z', 'v1', ''],
      ['a', 'Update', '2026-01-01T00:00:00Z', 'v1', 'status'],
      ['a', 'Update', '2026-01-01T00:00:00Z', 'v2', ''],
      ['b', 'Update', '2026-01-01T00:00:00Z', 'v1', ''],
    ];
    const entries = order.map(([manager, operation, time, apiVersion, subresource]) => ({
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: {},
      ...(subresource === '' ? {} : { subresource }),
    }));
    for (const shuffled of [entries.toReversed(), [...entries.slice(4), ...entries.slice(0, 4)]]) {
      expect(encodeManagedFields(decodeManagedFields(shuffled))).toEqual(entries);
    }
  });
});

describe('identifiers', () => {
  it('are texts as Go writes them', () => {
    const text = managerIdentifier({ manager: 'a<b>"é', applied: false, apiVersion: 'v1', subresource: 'scale' });
    expect(text).toBe(
      '{"manager":"a\\u003cb\\u003e\\"é","operation":"Update","apiVersion":"v1","subresource":"scale"}',
    );
    expect(managerIdentifier({ manager: '', applied: true, apiVersion: 'v1', subresource: '' })).toBe(
      '{"operation":"Apply"}',
    );
  });
});

describe('times', () => {
  it.each([
    [undefined, 0],
    ['soon', 0],
    ['1970-01-01T00:00:07Z', 7],
    ['1970-01-01T01:00:07+01:00', 7],
  ])('%s', (time, seconds) => {
    expect(secondsOf(time)).toBe(seconds);
  });
});

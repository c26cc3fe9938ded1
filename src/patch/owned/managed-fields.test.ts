import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, textAt } from '../../base/index.ts';
import { builtinSchemas } from '../../schema/index.ts';
import { formatPath } from '../fieldpath/index.ts';
import { MergeTypes } from '../typed/index.ts';
import { fieldSetOf } from './field-set-of.ts';
import { foldManagedFields } from './fold-managed-fields.ts';
import { ownedFields } from './owned-fields.ts';

function entry(manager: string, fields: readonly string[], change: JsonObject = {}): JsonObject {
  return {
    manager,
    operation: 'Apply',
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: Object.fromEntries(fields.map((name) => [`f:${name}`, {}])),
    ...change,
  };
}

describe('ownedFields', () => {
  const entries: Json[] = [
    entry('a', ['x']),
    entry('a', ['y'], { operation: 'Update' }),
    entry('a', ['z'], { subresource: 'status' }),
    entry('b', ['w']),
    entry('b', ['v'], { apiVersion: 'v2' }),
    entry('broken', [], { fieldsV1: { nonsense: {} } }),
    entry('bare', [], { fieldsV1: undefined as unknown as Json }),
    'nonsense',
  ];

  it.each<[string, 'Apply' | 'Update' | undefined, string | undefined, string[] | undefined]>([
    ['a', undefined, undefined, ['f:x']],
    ['a', 'Update', undefined, ['f:y']],
    ['a', 'Apply', 'status', ['f:z']],
    ['a', 'Update', 'status', undefined],
    ['b', undefined, undefined, ['f:v', 'f:w']],
    ['nobody', undefined, undefined, undefined],
    ['broken', undefined, undefined, undefined],
    ['bare', undefined, undefined, undefined],
  ])('of %s by %s on %s', (manager, operation, subresource, expected) => {
    expect(ownedFields(entries, manager, operation, subresource)?.elements).toEqual(expected);
  });

  it('are unknown where there are no entries', () => {
    expect(ownedFields(undefined, 'a')).toBeUndefined();
    expect(ownedFields([], 'a')).toBeUndefined();
  });
});

describe('foldManagedFields', () => {
  const byKubectl = (candidate: JsonObject): boolean => textAt(candidate, 'manager').startsWith('kubectl');

  it('makes the fields of others those of the manager', () => {
    const folded = foldManagedFields(
      [
        entry('other', ['o']),
        entry('kubectl', ['x'], { operation: 'Update' }),
        entry('flux', ['y'], { time: 't' }),
        entry('kubectl-edit', ['z'], { operation: 'Update', apiVersion: 'v2' }),
      ],
      'flux',
      byKubectl,
    );
    expect(folded).toEqual([entry('other', ['o']), entry('flux', ['x', 'y', 'z'], { time: 't' })]);
  });

  it('makes an entry for a manager that has none', () => {
    const folded = foldManagedFields([entry('kubectl', ['x'], { operation: 'Update', time: 't' })], 'flux', byKubectl);
    expect(folded).toEqual([entry('flux', ['x'], { time: 't' })]);
  });

  it('leaves what the manager owns by another operation or subresource', () => {
    const own = [entry('flux', ['a'], { operation: 'Update' }), entry('flux', ['b'], { subresource: 'status' })];
    expect(foldManagedFields([...own, entry('kubectl', ['x'])], 'flux', byKubectl)).toEqual([
      ...own,
      entry('flux', ['x']),
    ]);
  });

  it('is nothing where there is nothing to fold', () => {
    expect(foldManagedFields([entry('other', ['x']), entry('flux', ['y'])], 'flux', byKubectl)).toBeUndefined();
    expect(foldManagedFields([entry('flux', ['y'])], 'flux', () => true)).toBeUndefined();
    expect(foldManagedFields([], 'flux', () => true)).toBeUndefined();
  });

  it('refuses sets that cannot be read rather than lose them', () => {
    const broken = entry('kubectl', [], { fieldsV1: { nonsense: {} } });
    expect(() => foldManagedFields([broken], 'flux', byKubectl)).toThrow('parsing key as path element');
  });
});

describe('fieldSetOf', () => {
  const types = new MergeTypes(builtinSchemas());
  const pathsOf = (configuration: JsonObject): string[] =>
    [...fieldSetOf(configuration as never, types).paths()].map(formatPath);

  it('is what an apply comes to own', () => {
    const service: JsonObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'n', labels: { a: 'b' } },
      spec: { ports: [{ port: 80 }] },
    };
    expect(pathsOf(service)).toEqual([
      '.metadata.labels.a',
      '.spec.ports[port=80,protocol="TCP"]',
      '.spec.ports[port=80,protocol="TCP"].port',
    ]);
  });

  it('of a kind without a schema has lists as a whole', () => {
    const custom = { apiVersion: 'example.io/v1', kind: 'Unknown', metadata: { name: 'x' }, spec: { list: [1] } };
    expect(pathsOf(custom)).toEqual(['.spec', '.spec.list']);
  });
});

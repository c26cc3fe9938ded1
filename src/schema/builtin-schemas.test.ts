import { describe, expect, it } from 'vitest';
import {
  builtinDefinitions,
  builtinResources,
  builtinSchemas,
  combineSchemaSets,
  compareApiVersions,
  emptySchemaSet,
  resolveSchema,
  type StructuralSchema,
  validate,
} from './index.ts';

const set = builtinSchemas();

describe('builtinSchemas', () => {
  it('describes every resource that is served, and every reference leads somewhere', () => {
    for (const { group, version, kind } of builtinResources()) {
      if (kind.endsWith('Options')) continue;
      expect(set.ofKind({ group, version, kind }), `${group}/${version} ${kind}`).toBeDefined();
    }
    const broken: string[] = [];
    const visit = (schema: StructuralSchema, place: string): void => {
      if (schema.$ref !== undefined && resolveSchema(schema, set) === undefined) broken.push(place);
      for (const [name, property] of Object.entries(schema.properties ?? {})) visit(property, `${place}.${name}`);
      if (schema.items !== undefined) visit(schema.items, `${place}[]`);
      if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${place}{}`);
    };
    for (const [name, schema] of Object.entries(builtinDefinitions())) visit(schema, name);
    expect(broken).toEqual([]);
  });

  it('says how lists merge', () => {
    const containers = set.resolve('io.k8s.api.core.v1.PodSpec')?.properties?.['containers'];
    expect(containers).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    });
  });

  it('knows no kind and no name that is not there', () => {
    expect(set.ofKind({ group: 'apps', version: 'v1beta1', kind: 'Deployment' })).toBeUndefined();
    expect(set.resolve('constructor')).toBeUndefined();
  });

  it('finds faults in the types of built-in objects', () => {
    const service = {
      spec: {
        ports: [
          { port: 'x', targetPort: 80 },
          { port: 1, targetPort: 'http' },
        ],
      },
    };
    const errors = validate(service, set.ofKind({ group: '', version: 'v1', kind: 'Service' })!, set);
    expect(errors.map(({ field }) => field)).toEqual(['spec.ports[0].port']);
  });
});

describe('builtinResources', () => {
  const resources = builtinResources();
  const find = (plural: string, group = '') => resources.find((each) => each.plural === plural && each.group === group);

  it('says what discovery needs', () => {
    expect(find('deployments', 'apps')).toMatchObject({
      kind: 'Deployment',
      singular: 'deployment',
      namespaced: true,
      shortNames: ['deploy'],
      categories: ['all'],
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    });
    expect(find('deployments', 'apps')?.subresources.map(({ name }) => name)).toEqual(['scale', 'status']);
    expect(find('nodes')?.namespaced).toBe(false);
    expect(find('namespaces')?.verbs).not.toContain('deletecollection');
  });

  it('has no two resources of one name', () => {
    const names = resources.map(({ group, version, plural }) => `${group}/${version}/${plural}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('marks what a server does not serve by itself', () => {
    expect(
      resources
        .filter(({ isServedByDefault }) => !isServedByDefault)
        .every(({ version }) => /alpha|beta/.test(version)),
    ).toBe(true);
  });
});

describe('compareApiVersions', () => {
  it('puts stable before beta before alpha, and newer first', () => {
    const ordered = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10'];
    expect([...ordered].reverse().sort(compareApiVersions)).toEqual(ordered);
  });
});

describe('combineSchemaSets', () => {
  it('asks the sets in turn', () => {
    const one = {
      ...emptySchemaSet,
      resolve: (ref: string) => (ref === 'a' ? { type: 'string' as const } : undefined),
    };
    const combined = combineSchemaSets(one, set);
    expect(combined.resolve('a')).toEqual({ type: 'string' });
    expect(combined.resolve('io.k8s.api.core.v1.Pod')).toBe(set.resolve('io.k8s.api.core.v1.Pod'));
    expect(combined.resolve('b')).toBeUndefined();
    expect(combined.ofKind({ group: '', version: 'v1', kind: 'Pod' })).toBeDefined();
  });
});

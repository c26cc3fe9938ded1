import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KustomizeError } from '../error.ts';
import { mergeFields } from '../tables/index.ts';
import type { MergeSchema } from './merge-schema.ts';
import { SchemasInUse } from './schemas-in-use.ts';

function fieldAt(schema: MergeSchema | undefined, path: string): MergeSchema | undefined {
  let current = schema;
  for (const step of path.split('.')) current = step === '[]' ? current?.elements() : current?.field(step);
  return current;
}

function swagger(extra: object = {}): { text: string; file: string } {
  const text = JSON.stringify({
    definitions: {
      'io.example.Gadget': {
        properties: {
          parts: {
            type: 'array',
            items: { $ref: '#/definitions/io.example.Part' },
            'x-kubernetes-patch-strategy': 'merge',
            'x-kubernetes-patch-merge-key': 'name',
          },
          byName: { additionalProperties: { $ref: '#/definitions/io.example.Alias' } },
          pod: { $ref: '#/definitions/io.k8s.api.core.v1.PodTemplateSpec' },
        },
        'x-kubernetes-group-version-kind': [{ group: 'example.io', version: 'v1', kind: 'Gadget' }],
      },
      'io.example.Alias': { $ref: '#/definitions/io.example.Part' },
      'io.example.Part': {
        properties: {
          ports: {
            type: ['array'],
            items: { type: 'object' },
            'x-kubernetes-patch-strategy': 'merge,retainKeys',
            'x-kubernetes-list-map-keys': ['port', 'protocol'],
          },
        },
      },
      'io.example.Circle': {
        $ref: '#/definitions/io.example.Circle',
        'x-kubernetes-group-version-kind': [{ group: 'example.io', version: 'v1', kind: 'Circle' }],
      },
      ...extra,
    },
    paths: {
      '/apis/example.io/v1/gadgets': {
        get: { 'x-kubernetes-group-version-kind': { group: 'example.io', version: 'v1', kind: 'Gadget' } },
      },
      '/apis/example.io/v1/namespaces/{namespace}/parts': {
        get: { 'x-kubernetes-group-version-kind': { group: 'example.io', version: 'v1', kind: 'Part' } },
      },
      '/apis/example.io/v1/parts': {
        get: { 'x-kubernetes-group-version-kind': { group: 'example.io', version: 'v1', kind: 'Part' } },
      },
    },
  });
  return { text, file: 'schema.json' };
}

describe('the built-in schemas', () => {
  it.each([
    ['apps/v1', 'Deployment', 'spec.template.spec.containers', 'name'],
    ['apps/v1', 'Deployment', 'spec.template.spec.containers.[].ports', 'containerPort,protocol'],
    ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec.volumes', 'name'],
    ['v1', 'Service', 'spec.ports', 'port,protocol'],
    ['v1', 'ConfigMap', 'metadata.ownerReferences', 'uid'],
    ['v1', 'ConfigMap', 'metadata.finalizers', ''],
    ['kustomize.config.k8s.io/v1beta1', 'Kustomization', 'configMapGenerator', 'name'],
  ])('merge %s %s %s by "%s"', (apiVersion, kind, path, keys) => {
    const schema = fieldAt(new SchemasInUse().schemaOf(apiVersion, kind), path);
    expect(schema?.strategies).toContain('merge');
    expect(schema?.keys.join(',')).toBe(keys);
  });

  it.each(['spec.template.spec.tolerations', 'spec.template.spec.containers.[].envFrom', 'spec.nonsense'])(
    'do not merge %s',
    (path) => {
      expect(fieldAt(new SchemasInUse().schemaOf('apps/v1', 'Deployment'), path)?.strategies).toEqual([]);
    },
  );

  it('know no other kinds', () => {
    expect(new SchemasInUse().schemaOf('example.io/v1', 'Gadget')).toBeUndefined();
    expect(new SchemasInUse().schemaOf('apps/v1', 'Service')).toBeUndefined();
  });

  it('say nothing of what is in a revision', () => {
    const schemas = new SchemasInUse();
    expect(fieldAt(schemas.schemaOf('apps/v1', 'ControllerRevision'), 'data.spec')).toBeUndefined();
    expect(fieldAt(schemas.schemaOf('apps/v1', 'Deployment'), 'spec.selector.matchLabels')).toBeDefined();
  });

  const data = join(process.env['SLIPWAY_DATA'] ?? '', 'kubernetes/strategic-merge-1.21.2.tsv');

  it.runIf(existsSync(data))('have every list of the published table that has a merge strategy', () => {
    const rows = readFileSync(data, 'utf8').trim().split('\n').slice(1);
    const wanted = rows.flatMap((row) => {
      const [definition = '', field = '', strategy = '', key = '', keys = ''] = row.split('\t');
      const isList = strategy.split(',').includes('merge') && !definition.endsWith('LabelSelectorRequirement');
      return isList
        ? [`${definition} ${field} ${strategy} ${keys === '' ? key : keys.replaceAll(',', ' ')}`.trim()]
        : [];
    });
    let definition = '';
    const found = mergeFields
      .trim()
      .split('\n')
      .flatMap((line) => {
        if (!line.startsWith(' ')) definition = line.split(' ')[0] ?? '';
        const [name, schema, ...directives] = line.trim().split(' ');
        return schema?.startsWith('[]') === true && directives.length > 0
          ? [`${definition} ${name} ${directives.join(' ')}`]
          : [];
      });
    expect(found.filter((row) => !row.includes('.Kustomization ')).sort()).toEqual(wanted.sort());
  });
});

describe('custom schemas', () => {
  it('follow references, also to items and members', () => {
    const schemas = new SchemasInUse();
    schemas.choose({ schema: swagger() });
    const gadget = schemas.schemaOf('example.io/v1', 'Gadget');
    expect(fieldAt(gadget, 'parts')?.keys).toEqual(['name']);
    expect(fieldAt(gadget, 'parts.[].ports')?.keys).toEqual(['port', 'protocol']);
    expect(fieldAt(gadget, 'byName.any.ports')?.strategies).toEqual(['merge', 'retainKeys']);
    expect(fieldAt(gadget, 'other')).toBeUndefined();
  });

  it('end where references go in a circle', () => {
    const schemas = new SchemasInUse();
    schemas.choose({ schema: swagger() });
    expect(fieldAt(schemas.schemaOf('example.io/v1', 'Circle'), 'x')).toBeUndefined();
  });

  it('take the place of the built-in ones', () => {
    const schemas = new SchemasInUse();
    schemas.choose({ schema: swagger() });
    expect(schemas.schemaOf('apps/v1', 'Deployment')).toBeUndefined();
    expect(fieldAt(schemas.schemaOf('example.io/v1', 'Gadget'), 'pod')).toBeUndefined();
    expect(schemas.isClusterScoped({ group: '', version: 'v1', kind: 'Namespace' })).toBe(true);
  });

  it('join those that were asked for before', () => {
    const schemas = new SchemasInUse();
    expect(schemas.schemaOf('apps/v1', 'Deployment')).toBeDefined();
    schemas.choose({ schema: swagger() });
    expect(schemas.schemaOf('apps/v1', 'Deployment')).toBeDefined();
    expect(fieldAt(schemas.schemaOf('example.io/v1', 'Gadget'), 'pod.spec.containers')?.keys).toEqual(['name']);
  });

  it('join the built-in ones where the scope of an unknown kind was asked before', () => {
    const schemas = new SchemasInUse();
    expect(schemas.isClusterScoped({ group: 'example.io', version: 'v1', kind: 'Gadget' })).toBe(false);
    schemas.choose({ schema: swagger() });
    expect(schemas.schemaOf('apps/v1', 'Deployment')).toBeDefined();
    expect(schemas.isClusterScoped({ group: 'example.io', version: 'v1', kind: 'Gadget' })).toBe(true);
    expect(schemas.isClusterScoped({ group: 'example.io', version: 'v1', kind: 'Part' })).toBe(false);
  });

  it('are those of the kustomization that comes first', () => {
    const schemas = new SchemasInUse();
    schemas.choose({ schema: swagger() });
    schemas.choose({ version: 'v1.0.0' });
    schemas.choose({ schema: { text: '{}', file: 'other.json' } });
    expect(schemas.schemaOf('example.io/v1', 'Gadget')).toBeDefined();
  });

  it.each([
    [{ version: 'v1.20.4' }, /v1\.20\.4 is not built in/],
    [{ version: 'v1.21.2', schema: swagger() }, /both/],
    [{ schema: { text: 'a: [', file: 's.yaml' } }, /s\.yaml/],
    [{ schema: { text: '- 1', file: 's.yaml' } }, /s\.yaml/],
  ])('are refused where they cannot be used: %j', (field, message) => {
    expect(() => new SchemasInUse().choose(field)).toThrow(KustomizeError);
    expect(() => new SchemasInUse().choose(field)).toThrow(message);
  });
});

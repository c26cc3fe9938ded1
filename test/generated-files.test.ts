import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../src/base/index.ts';
import {
  compareApiVersions,
  crdSchemas,
  emptySchemaSet,
  type StructuralSchema,
  validate,
} from '../src/schema/index.ts';
import { readYaml } from '../src/yaml/index.ts';
import { adjustSchema } from '../scripts/crds/adjust.ts';
import { uniteSchemas } from '../scripts/crds/union.ts';
import { generateCrds } from '../scripts/generate-crds.ts';
import { fieldSpecTables } from '../scripts/generate-field-specs.ts';
import { kubernetesSchemas } from '../scripts/generate-kubernetes-schemas.ts';
import { generatePageTypes } from '../scripts/generate-page-types.ts';
import { generateTypes, typesOf } from '../scripts/generate-types.ts';
import { dataFolder, root, staleFiles } from '../scripts/generated-files.ts';

const data = process.env['SLIPWAY_DATA'];

describe('what is generated', () => {
  it.skipIf(data === undefined && process.env['ORACLE_REQUIRED'] !== '1')(
    'is what the upstream schemas of SLIPWAY_DATA give',
    { timeout: 60_000 },
    () => {
      const folder = dataFolder();
      expect(staleFiles(kubernetesSchemas(folder))).toEqual([]);
      expect(staleFiles(fieldSpecTables(folder))).toEqual([]);
      expect(staleFiles(generateCrds(folder), 'crds', '.yaml')).toEqual([]);
    },
  );

  it('is, for types, what our CRDs give', () => {
    expect(staleFiles(generateTypes())).toEqual([]);
  });

  it('is, for the page, what the contract of the API says', () => {
    expect(staleFiles(generatePageTypes())).toEqual([]);
  });

  it('is told apart where it is stale', () => {
    const files = new Map([
      ['package.json', 'other'],
      ['crds/none.yaml', ''],
      ['tsconfig.json', readFileSync(join(root, 'tsconfig.json'), 'utf8')],
    ]);
    const stale = staleFiles(files, 'crds', '.yaml');
    expect(stale.slice(0, 2)).toEqual(['package.json: differs', 'crds/none.yaml: missing']);
    expect(stale).toContain('crds/applications.argoproj.io.yaml: no longer generated');
    expect(staleFiles(new Map(), 'no-such-folder', '.yaml')).toEqual([]);
  });

  it('names the variable that it needs', () => {
    expect(() => dataFolder({})).toThrow(/SLIPWAY_DATA/);
  });
});

describe('our CRDs', () => {
  const crds = globSync('crds/*.yaml', { cwd: root })
    .sort()
    .map((file): [string, KubeObject] => {
      const { documents } = readYaml(readFileSync(join(root, file)), { profile: 'go2', file });
      return [basename(file, '.yaml'), documents[0]!.value as KubeObject];
    });

  it('are there for every system', () => {
    const groups = new Set(crds.map(([name]) => name.slice(name.indexOf('.') + 1)));
    expect([...groups].sort()).toEqual([
      'argoproj.io',
      'bitnami.com',
      'external-secrets.io',
      'flagger.app',
      'generators.external-secrets.io',
      'helm.toolkit.fluxcd.io',
      'image.toolkit.fluxcd.io',
      'kustomize.toolkit.fluxcd.io',
      'notification.toolkit.fluxcd.io',
      'source.extensions.fluxcd.io',
      'source.toolkit.fluxcd.io',
    ]);
    expect(crds).toHaveLength(52);
  });

  it.each(crds)('%s can be applied and loses nothing between versions', (name, manifest) => {
    const crd = crdSchemas(manifest);
    expect(crd.problems).toEqual([]);
    expect(crd.name).toBe(name);
    expect(JSON.stringify(manifest).length).toBeLessThan(250_000);
    expect(manifest.metadata.labels?.['app.kubernetes.io/part-of']).toMatch(/^[a-z-]+$/);
    expect((manifest['spec'] as JsonObject)['conversion']).toEqual({ strategy: 'None' });
    expect(crd.versions.every(({ served }) => served)).toBe(true);
    expect(crd.versions.map(({ storage }) => storage)).toEqual(crd.versions.map((_, index) => index === 0));
    const names = crd.versions.map((version) => version.name);
    expect(names).toEqual([...names].sort(compareApiVersions));
    const [newest, ...others] = crd.versions.map(({ schema }) => fieldsOf(schema));
    for (const fields of others) expect([...newest!].filter((field) => !covers(fields, field))).toEqual([]);
  });

  it('describe in no word', () => {
    const prose = crds.filter(([, manifest]) => hasProse((manifest['spec'] as JsonObject)['versions'] ?? null));
    expect(prose.map(([name]) => name)).toEqual([]);
  });

  it('have a status of their own where upstream has one', () => {
    const withStatus = (name: string): boolean =>
      crdSchemas(crds.find(([each]) => each === name)![1]).versions.every(({ hasStatus }) => hasStatus);
    expect(withStatus('applications.argoproj.io')).toBe(false);
    expect(withStatus('applicationsets.argoproj.io')).toBe(true);
    expect(withStatus('kustomizations.kustomize.toolkit.fluxcd.io')).toBe(true);
    expect(withStatus('alerts.notification.toolkit.fluxcd.io')).toBe(false);
  });
});

/** The paths of all fields that a schema knows; those of open objects end in `*`. */
function fieldsOf(schema: StructuralSchema, path = '', found = new Set<string>()): Set<string> {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) found.add(`${path}*`);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    found.add(`${path}.${name}`);
    fieldsOf(property, `${path}.${name}`, found);
  }
  if (schema.items !== undefined) fieldsOf(schema.items, `${path}[]`, found);
  if (typeof schema.additionalProperties === 'object') fieldsOf(schema.additionalProperties, `${path}{}`, found);
  return found;
}

function covers(fields: ReadonlySet<string>, field: string): boolean {
  return fields.has(field) || [...fields].some((other) => other.endsWith('*') && field.startsWith(other.slice(0, -1)));
}

/** Whether a schema says something for people; `description` may also be the name of a property. */
function hasProse(value: Json, isProperties = false): boolean {
  if (Array.isArray(value)) return value.some((item) => hasProse(item));
  if (typeof value !== 'object' || value === null) return false;
  if (!isProperties && typeof value['description'] === 'string') return true;
  return Object.entries(value).some(([key, member]) => hasProse(member ?? null, key === 'properties'));
}

describe('uniteSchemas', () => {
  const object = (properties: Record<string, StructuralSchema>, ...required: string[]): StructuralSchema => ({
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
  });
  const text: StructuralSchema = { type: 'string' };
  const notes: string[] = [];
  const unite = (newer: StructuralSchema, older: StructuralSchema): StructuralSchema =>
    uniteSchemas(newer, older, (note) => notes.push(note));

  it('has the fields of both, and what the newer one says of a field', () => {
    const newer = object({ a: { type: 'string', default: 'x', pattern: '^x' } });
    const older = object({ a: { type: 'string', default: 'y' }, b: { type: 'string', default: 'z' } });
    expect(unite(newer, older)).toEqual(object({ a: { type: 'string', default: 'x', pattern: '^x' }, b: text }));
  });

  it('requires what both require, and what the older one only did not think of', () => {
    const newer = object({ spec: object({ a: text, b: text, ref: object({ name: text }, 'name') }, 'a', 'b') }, 'spec');
    const older = object({ spec: object({ a: text, ref: object({ name: text }), b: text }, 'a') });
    const united = unite(newer, older);
    expect(united.required).toEqual(['spec']);
    expect(united.properties?.['spec']?.required).toEqual(['a']);
    expect(united.properties?.['spec']?.properties?.['ref']?.required).toEqual(['name']);
  });

  it('requires nothing that an older object had no way to say, or said in another', () => {
    expect(unite(object({ a: text }, 'a'), object({ b: text }))).not.toHaveProperty('required');
    expect(unite(object({ a: text }, 'a'), object({ a: text, b: text }))).not.toHaveProperty('required');
  });

  it('puts enums together', () => {
    expect(unite({ type: 'string', enum: ['a', 'b'] }, { type: 'string', enum: ['b', 'c'] }).enum).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(unite({ type: 'string', enum: ['a'] }, text).enum).toEqual(['a']);
  });

  it('goes into lists and maps', () => {
    const list = (items: StructuralSchema): StructuralSchema => ({ type: 'array', items });
    const map = (others: StructuralSchema): StructuralSchema => ({ type: 'object', additionalProperties: others });
    expect(unite(list(map(object({ a: text }))), list(map(object({ b: text }))))).toEqual(
      list(map(object({ a: text, b: text }))),
    );
  });

  it('opens what changed its type, and says so', () => {
    expect(unite(text, { type: 'integer' })).toEqual({ 'x-kubernetes-int-or-string': true });
    expect(unite({ type: 'number' }, { type: 'integer' })).toEqual({ type: 'number' });
    expect(unite(object({ a: text }), object({ a: object({}) })).properties?.['a']).toEqual({
      'x-kubernetes-preserve-unknown-fields': true,
    });
    expect(unite(object({ a: text }), { type: 'object', additionalProperties: text })).toEqual({
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    });
    expect(notes).toEqual(['.a: is string now and was object', ': is a map in one version only']);
  });

  it('accepts what either accepted', () => {
    const united = unite({ type: 'string', nullable: true }, text);
    expect(validate(null, united, emptySchemaSet)).toEqual([]);
    expect(unite(text, { type: 'string', nullable: true }).nullable).toBe(true);
    expect(unite(object({}), { type: 'object', 'x-kubernetes-preserve-unknown-fields': true })).toMatchObject({
      'x-kubernetes-preserve-unknown-fields': true,
    });
  });
});

describe('adjustSchema', () => {
  const leaf: StructuralSchema = { type: 'object', properties: { p: { type: 'string' } }, required: ['p', 'q'] };
  const schema: StructuralSchema = {
    type: 'object',
    properties: { list: { type: 'array', items: { type: 'object', properties: { a: leaf, b: leaf } } } },
  };
  const at = (from: StructuralSchema, name: string) => from.properties?.['list']?.items?.properties?.[name];

  it('makes a property optional, at one place or at all', () => {
    const one = adjustSchema(schema, { optional: [['list.a', 'p']] }, true);
    expect(at(one, 'a')?.required).toEqual(['q']);
    expect(at(one, 'b')?.required).toEqual(['p', 'q']);
    expect(at(adjustSchema(schema, { optional: [['list.*', 'q']] }, true), 'b')?.required).toEqual(['p']);
  });

  it('opens an object, in all versions or in older ones', () => {
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const adjustment = { open: [{ path: 'list.a', versions: 'not the newest', why: 'size' } as const] };
    expect(at(adjustSchema(schema, adjustment, true), 'a')).toEqual(leaf);
    expect(at(adjustSchema(schema, adjustment, false), 'a')).toEqual(open);
  });

  it('complains of a path that leads nowhere', () => {
    expect(() => adjustSchema(schema, { optional: [['list.c', 'p']] }, true)).toThrow(
      'the schema has nothing at list.c',
    );
  });
});

describe('typesOf', () => {
  const crd = (spec: Json, status?: Json): KubeObject => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'BigThing', plural: 'bigthings' },
      scope: 'Namespaced',
      versions: ['v1', 'v1beta1'].map((name) => ({
        name,
        served: true,
        storage: name === 'v1',
        schema: {
          openAPIV3Schema: { type: 'object', properties: { spec, ...(status === undefined ? {} : { status }) } },
        },
      })),
    },
  });

  it('writes an interface for every shape', () => {
    const pair = {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, value: { type: 'integer' } },
    };
    const { text } = typesOf(
      crd({
        type: 'object',
        required: ['mode'],
        properties: {
          mode: { type: 'string', enum: ['a', "it's"] },
          port: { 'x-kubernetes-int-or-string': true },
          any: { 'x-kubernetes-preserve-unknown-fields': true },
          values: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          pairs: { type: 'array', items: pair },
          pair,
          'odd-name': { type: 'boolean', nullable: true },
          modes: { type: 'array', items: { type: 'string', enum: ['x', 'y'] } },
        },
      }),
    );
    expect(text).toContain(`import type { Json, JsonObject, ObjectMeta } from '../../base/index.ts';`);
    expect(text).toContain(`  readonly apiVersion: 'example.com/v1' | 'example.com/v1beta1';`);
    for (const line of [
      `readonly mode: 'a' | 'it\\'s';`,
      'readonly port?: number | string;',
      'readonly any?: Json;',
      'readonly values?: JsonObject;',
      'readonly labels?: Readonly<Record<string, string>>;',
      'readonly pairs?: readonly BigThingSpecPair[];',
      'readonly pair?: BigThingSpecPair;',
      'readonly "odd-name"?: boolean | null;',
      `readonly modes?: readonly ('x' | 'y')[];`,
    ]) {
      expect(text).toContain(`  ${line}\n`);
    }
    expect(text.match(/interface BigThingSpecPair\b/g)).toHaveLength(1);
    expect(text).not.toContain('status');
  });

  it('gives two shapes that would have one name different ones', () => {
    const shape = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string' } } });
    const { text } = typesOf(
      crd({ type: 'object', properties: { item: shape('a'), items: { type: 'array', items: shape('b') } } }),
    );
    expect(text).toContain('readonly item?: BigThingSpecItem;');
    expect(text).toContain('readonly items?: readonly BigThingSpecItem2[];');
  });
});

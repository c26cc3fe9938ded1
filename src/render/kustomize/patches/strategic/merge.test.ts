import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, jsonAt, textAt } from '../../../../base/index.ts';
import { readCases, wrapAt } from '../../../../../test/support/patch-cases.ts';
import { readYaml, toJson, type YamlValue } from '../../../../yaml/index.ts';
import { KustomizeError } from '../../error.ts';
import { fromDocument, getNode, type MapNode, type Node, toYaml } from '../../node/index.ts';
import { SchemasInUse } from '../../openapi/index.ts';
import { applyStrategicMerge, defaultMergeLimits, type KindSchemas } from './merge.ts';

const versions: Readonly<Record<string, string>> = { Deployment: 'apps/v1', Service: 'v1', Gadget: 'example.io/v1' };

function parse(text: string, file: string): MapNode {
  const document = readYaml(text, { profile: 'go3' }).documents[0]!;
  return fromDocument(document, file) as MapNode;
}

/** What a patch makes of a resource, both as JSON or YAML texts; undefined where it deletes it. */
function merge(
  resource: string | object,
  patch: string | object,
  schemas: KindSchemas = new SchemasInUse(),
): MapNode | undefined {
  const text = (value: string | object): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const root = parse(text(resource), 'resource.yaml');
  const change = parse(text(patch), 'patch.yaml');
  const given = JSON.stringify(toYaml(change));
  const stays = applyStrategicMerge(root, change, schemas, 'PatchTransformer');
  expect(JSON.stringify(toYaml(change))).toBe(given);
  return stays ? root : undefined;
}

function merged(resource: string | object, patch: string | object): YamlValue | undefined {
  const root = merge(resource, patch);
  return root === undefined ? undefined : toYaml(root);
}

/** The documents of a case as whole objects called `name`. */
function documentsOf(
  values: JsonObject,
  name: string,
): { resource: JsonObject; patch: JsonObject; expected: JsonObject } {
  const kind = textAt(values, 'kind') || 'Deployment';
  const at = textAt(values, 'at');
  const document = (key: string): JsonObject => {
    const { metadata, ...rest } = wrapAt(at, values[key] ?? {}) as JsonObject;
    return {
      apiVersion: versions[kind] ?? '',
      kind,
      metadata: { name, ...(metadata as JsonObject | undefined) },
      ...rest,
    };
  };
  return { resource: document('resource'), patch: document('patch'), expected: document('expected') };
}

const cases = readCases(join(import.meta.dirname, 'testdata/merge.yaml'));

describe('patching', () => {
  it.each(cases)('$title', ({ values }) => {
    const { resource, patch, expected } = documentsOf(values, 'x');
    const apply = (): YamlValue | undefined => merged(resource, patch);
    if (values['error'] !== undefined) {
      expect(apply).toThrow(KustomizeError);
      expect(apply).toThrow(textAt(values, 'error'));
    } else {
      expect(apply()).toEqual(values['deleted'] === true ? undefined : expected);
    }
  });

  it('merges objects within others by their own kinds', () => {
    const inner = (containers: JsonObject[]): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers },
    });
    const wrapped = (pod: JsonObject): JsonObject => ({
      apiVersion: 'example.io/v1',
      kind: 'Box',
      metadata: { name: 'x' },
      spec: { pod },
    });
    expect(merged(wrapped(inner([{ name: 'a', image: 'a:1' }])), wrapped(inner([{ name: 'b' }])))).toEqual(
      wrapped(inner([{ name: 'b' }, { name: 'a', image: 'a:1' }])),
    );
  });

  it('loses no digit', () => {
    expect(merged('a: 12345678901234567890\nb: 1', 'b: 2')).toEqual({ a: 12_345_678_901_234_567_890n, b: 2 });
  });

  it('keeps hostile names', () => {
    const value = merged('{"a":{"__proto__":1}}', '{"a":{"constructor":2}}');
    expect(JSON.stringify(value)).toBe('{"a":{"__proto__":1,"constructor":2}}');
  });

  it('keeps a null that is spelt out and drops an empty one', () => {
    expect(merged('a:\nb: null\nc: ~\nd: {e: null}', 'x: 1')).toEqual({ b: null, c: null, d: { e: null }, x: 1 });
  });

  it('keeps the quotes that stand there, and with them the type', () => {
    expect(merged('a: "80"\nb: 80\nc: "80"\nd: |\n  80', 'a: 90\nb: "90"\nc: true\nd: 0x5a')).toEqual({
      a: '90',
      b: '90',
      c: 'true',
      d: '0x5a',
    });
  });

  it('gives what it sets the place of the patch', () => {
    const root = merge(
      'apiVersion: v1\nkind: Pod\nspec:\n  nodeName: a\n  containers:\n  - name: c\n    image: c:1\n',
      'spec:\n  nodeName: b\n  containers:\n  - name: c\n    tty: true\n  - name: d\n',
    );
    const at = (...steps: readonly (string | number)[]): string => {
      const node: Node | undefined = getNode(root, ...steps);
      return `${node?.place.file}:${node?.place.line}:${node?.place.column} ${node?.changedBy ?? ''}`.trim();
    };
    expect(at('spec')).toBe('resource.yaml:3:1');
    expect(at('spec', 'nodeName')).toBe('patch.yaml:2:13 PatchTransformer');
    expect(at('spec', 'containers', 0, 'image')).toBe('resource.yaml:7:12');
    expect(at('spec', 'containers', 0, 'tty')).toBe('patch.yaml:5:10 PatchTransformer');
    expect(at('spec', 'containers', 1)).toBe('patch.yaml:6:5 PatchTransformer');
    expect(at('kind')).toBe('resource.yaml:2:7');
  });

  it('shows in every field that shares a scalar', () => {
    const root = parse('a: {x: "1"}\nb: {}', 'resource.yaml');
    const shared = getNode(root, 'a', 'x')!;
    (getNode(root, 'b') as MapNode).entries.set('x', shared);
    applyStrategicMerge(root, parse('a: {x: 2}', 'patch.yaml'), new SchemasInUse(), 'PatchTransformer');
    expect(toYaml(root)).toEqual({ a: { x: '2' }, b: { x: '2' } });
  });
});

describe('limits', () => {
  it('end documents that are nested without end', () => {
    const deep = '{"a":'.repeat(600) + '1' + '}'.repeat(600);
    const tooLarge = expect.objectContaining({ code: 'limit' }) as Error;
    const root = (text: string): MapNode =>
      fromDocument(readYaml(text, { profile: 'go3', limits: { maxDepth: 1000 } }).documents[0]!, '') as MapNode;
    const apply = (resource: string, patch: string) => () =>
      applyStrategicMerge(root(resource), root(patch), new SchemasInUse(), '');
    expect(apply(deep, '{}')).not.toThrow(RangeError);
    expect(apply('{}', deep)).toThrow(tooLarge);
    expect(apply(deep, deep)).toThrow(tooLarge);
  });

  it('end the merging of long lists', () => {
    const containers = Array.from({ length: 300 }, (_, index) => ({ name: `c${index}` }));
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } };
    const root = (): MapNode => parse(JSON.stringify(pod), '');
    const limits = { ...defaultMergeLimits, maxItems: 10_000 };
    expect(() => applyStrategicMerge(root(), root(), new SchemasInUse(), '', limits)).toThrow('too long to be merged');
    expect(merged(pod, pod)).toEqual(pod);
  });
});

const { ORACLE_BIN: oracle, ORACLE_REQUIRED: required } = process.env;
const kustomize = join(oracle ?? '', 'kustomize');
if (required !== undefined && !existsSync(kustomize)) throw new Error('ORACLE_BIN holds no kustomize');

describe.skipIf(oracle === undefined || !existsSync(kustomize))('against the real kustomize (ORACLE_BIN)', () => {
  /** Builds a kustomization of these resources and patches. */
  async function build(resources: readonly Json[], patches: readonly Json[]): Promise<Json[]> {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-kustomize-'));
    try {
      const names = patches.map((_, index) => `patch-${index}.json`);
      await Promise.all([
        ...names.map((name, index) => writeFile(join(folder, name), JSON.stringify(patches[index]))),
        writeFile(join(folder, 'resources.yaml'), resources.map((item) => JSON.stringify(item)).join('\n---\n')),
        writeFile(
          join(folder, 'kustomization.yaml'),
          JSON.stringify({ resources: ['resources.yaml'], patches: names.map((path) => ({ path })) }),
        ),
      ]);
      const { stdout } = await promisify(execFile)(kustomize, ['build', folder], { maxBuffer: 1 << 24 });
      return readYaml(stdout, { profile: 'go3' }).documents.map(({ value }) => toJson(value));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('makes what we make', { timeout: 60_000 }, async () => {
    const documents = cases
      .filter(({ values }) => values['error'] === undefined)
      .map(({ values }, index) => ({ values, ...documentsOf(values, `case-${index}`) }));
    const built = await build(
      documents.map(({ resource }) => resource),
      documents.map(({ patch }) => patch),
    );
    const wanted = documents.filter(({ values }) => values['deleted'] !== true).map(({ expected }) => expected);
    const byName = (list: readonly Json[]): Map<string, Json> =>
      new Map(list.map((item) => [textAt(item, 'metadata', 'name'), item]));
    expect(Object.fromEntries(byName(built))).toEqual(Object.fromEntries(byName(wanted)));
    expect(jsonAt(built, 0, 'kind')).toBeDefined();
  });

  it.each(cases.filter(({ values }) => values['error'] !== undefined))(
    'refuses $title',
    { timeout: 60_000 },
    async ({ values }) => {
      const { resource, patch } = documentsOf(values, 'x');
      await expect(build([resource], [patch])).rejects.toThrow(textAt(values, 'error'));
    },
  );
});

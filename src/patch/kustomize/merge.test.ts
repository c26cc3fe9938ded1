import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, jsonAt, textAt } from '../../base/index.ts';
import { builtinSchemas, type StructuralSchema } from '../../schema/index.ts';
import { readYaml, toJson, type YamlValue } from '../../yaml/index.ts';
import { PatchError } from '../error.ts';
import { defaultPatchLimits } from '../limits.ts';
import { readCases, wrapAt } from '../testing/read-cases.ts';
import { applyKustomizePatch } from './merge.ts';

const schemas = builtinSchemas();
const versions: Readonly<Record<string, string>> = { Deployment: 'apps/v1', Service: 'v1', Gadget: 'example.io/v1' };

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
    const given = JSON.stringify([resource, patch]);
    const apply = (): YamlValue | undefined =>
      applyKustomizePatch(resource as YamlValue, patch as YamlValue, undefined, schemas);
    if (values['error'] !== undefined) {
      expect(apply).toThrow(PatchError);
      expect(apply).toThrow(expect.objectContaining({ message: values['error'] }) as Error);
    } else {
      expect(apply()).toEqual(values['deleted'] === true ? undefined : expected);
    }
    expect(JSON.stringify([resource, patch])).toBe(given);
  });

  it('finds the schema by the kind, or takes the one that is given', () => {
    const list: StructuralSchema = {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          items: { type: 'object' },
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'id',
        },
      },
    };
    const apply = (schema: StructuralSchema | undefined): YamlValue | undefined =>
      applyKustomizePatch({ list: [{ id: 1, a: 1 }] }, { list: [{ id: 1, b: 2 }] }, schema, undefined);
    expect(apply(list)).toEqual({ list: [{ id: 1, a: 1, b: 2 }] });
    expect(apply(undefined)).toEqual({ list: [{ id: 1, b: 2 }] });
  });

  it('merges objects within others by their own kinds', () => {
    const inner = (containers: JsonObject[]): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers },
    });
    const wrapped = (pod: JsonObject): YamlValue =>
      ({ apiVersion: 'example.io/v1', kind: 'Box', metadata: { name: 'x' }, spec: { pod } }) as YamlValue;
    const merged = applyKustomizePatch(
      wrapped(inner([{ name: 'a', image: 'a:1' }])),
      wrapped(inner([{ name: 'b' }])),
      undefined,
      schemas,
    );
    expect(merged).toEqual(wrapped(inner([{ name: 'b' }, { name: 'a', image: 'a:1' }])));
  });

  it('loses no digit', () => {
    const digits = 12_345_678_901_234_567_890n;
    expect(applyKustomizePatch({ a: digits, b: 1n }, { b: 2n }, undefined, undefined)).toEqual({ a: digits, b: 2n });
  });

  it('keeps hostile names', () => {
    const parse = (text: string): YamlValue => JSON.parse(text) as YamlValue;
    const merged = applyKustomizePatch(
      parse('{"a":{"__proto__":1}}'),
      parse('{"a":{"constructor":2}}'),
      undefined,
      undefined,
    );
    expect(JSON.stringify(merged)).toBe('{"a":{"__proto__":1,"constructor":2}}');
  });
});

describe('limits', () => {
  it('end documents that are nested without end', () => {
    let deep: YamlValue = 1;
    for (let depth = 0; depth < 600; depth += 1) deep = { a: deep };
    const tooLarge = expect.objectContaining({ code: 'too-large' }) as Error;
    expect(() => applyKustomizePatch(deep, {}, undefined, undefined)).toThrow(tooLarge);
    expect(() => applyKustomizePatch({}, deep, undefined, undefined)).toThrow(tooLarge);
  });

  it('end the merging of long lists', () => {
    const containers = Array.from({ length: 300 }, (_, index) => ({ name: `c${index}` }));
    const pod: YamlValue = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } };
    const limits = { ...defaultPatchLimits, maxMoves: 10_000 };
    expect(() => applyKustomizePatch(pod, pod, undefined, schemas, limits)).toThrow('too long to be merged');
    expect(applyKustomizePatch(pod, pod, undefined, schemas)).toEqual(pod);
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

import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isKubeObject, type Json, type KubeObject, parseApiVersion } from '../src/base/index.ts';
import { applyDefaults, crdSchemas, formatFieldError, prune, validate } from '../src/schema/index.ts';
import { readYaml } from '../src/yaml/index.ts';

const root = resolve(import.meta.dirname, '..');

function read(file: string): KubeObject[] {
  const { documents } = readYaml(readFileSync(file), { profile: 'go2', file });
  return documents.flatMap(({ value }) => (isKubeObject(value as Json) ? [value as KubeObject] : []));
}

const crds = globSync('crds/*.yaml', { cwd: root }).map((file) => crdSchemas(read(join(root, file))[0]!));

/** What an API server would find wrong with an object of a kind of ours: unknown fields and errors. */
function faultsOf(object: KubeObject): string[] {
  const { group, version } = parseApiVersion(object.apiVersion);
  const crd = crds.find((each) => each.group === group && each.names.kind === object.kind);
  const schema = crd?.versions.find(({ name }) => name === version)?.schema;
  if (crd === undefined || schema === undefined) return [`no CRD serves ${object.apiVersion} ${object.kind}`];
  const unknown = prune(object, schema, crd.set).map((field) => `unknown field ${field}`);
  applyDefaults(object, schema, crd.set);
  return [...unknown, ...validate(object, schema, crd.set).map(formatFieldError)];
}

describe('our validation with our CRDs', () => {
  const versions = read(join(root, 'test/cluster/testdata/versions.yaml'));

  // The same objects are sent to a real API server by test/cluster/crds.test.ts.
  it.each(versions.map((object) => [`${object.apiVersion} ${object.kind}`, object] as const))(
    'accepts %s, as a real API server does',
    (_, object) => {
      expect(faultsOf(structuredClone(object))).toEqual([]);
    },
  );

  it.each([
    [
      'an unknown field',
      { spec: { interval: '1m', url: 'https://example.com', urll: 'x' } },
      ['unknown field spec.urll'],
    ],
    [
      'a malformed interval',
      { spec: { interval: 'soon', url: 'https://example.com' } },
      [
        'spec.interval: Invalid value: "soon": spec.interval in body should match \'^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$\'',
      ],
    ],
    ['a missing url', { spec: { interval: '1m' } }, ['spec.url: Required value']],
    [
      'a missing source',
      { kind: 'Kustomization', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', spec: { interval: '1m', prune: true } },
      ['spec.sourceRef: Required value'],
    ],
    [
      'no destination',
      { kind: 'Application', apiVersion: 'argoproj.io/v1alpha1', spec: {} },
      ['spec.destination: Required value'],
    ],
    [
      'a version that was never',
      { apiVersion: 'source.toolkit.fluxcd.io/v9', spec: {} },
      ['no CRD serves source.toolkit.fluxcd.io/v9 GitRepository'],
    ],
  ])('refuses %s', (_, object, faults) => {
    const base = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name: 'x' } };
    expect(faultsOf({ ...base, ...object })).toEqual(faults);
  });

  it('lets an Application go without what defaults', () => {
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'x' },
      spec: { source: { repoURL: 'https://example.com', path: '.' }, destination: { namespace: 'x' } },
    };
    expect(faultsOf(application)).toEqual([]);
  });
});

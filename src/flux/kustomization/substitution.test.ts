import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { substitutionOf } from './substitution.ts';

function lookupIn(...objects: readonly KubeObject[]): Lookup {
  return {
    get: async ({ kind }, namespace, name) =>
      objects.find(
        (object) => object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name,
      ),
    list: async () => [],
  };
}

const variables: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'vars', namespace: 'apps' },
  data: { replicas: '3', name: 'from-map', lines: 'a\nb\n' },
};
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'vars', namespace: 'apps' },
  data: { password: Buffer.from("hunter2' [").toString('base64') },
};

function ownerOf(postBuild: JsonObject | undefined): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'app', namespace: 'apps' },
    spec: postBuild === undefined ? {} : { postBuild },
  };
}

const object: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: '${name}', annotations: { note: '${lines} $${kept}' } },
  spec: { replicas: '${replicas}' },
};

const from = (kind: string, more: JsonObject = {}): JsonObject => ({ kind, name: 'vars', ...more });

describe('substitutionOf', () => {
  it('is not there without variables', async () => {
    expect(await substitutionOf(ownerOf(undefined), lookupIn())).toBeUndefined();
    expect(await substitutionOf(ownerOf({}), lookupIn())).toBeUndefined();
    const optional = { substituteFrom: [from('ConfigMap', { optional: true })] };
    expect(await substitutionOf(ownerOf(optional), lookupIn())).toBeUndefined();
  });

  it('puts variables into the text of objects, the own ones last, without their line breaks', async () => {
    const owner = ownerOf({ substituteFrom: [from('ConfigMap')], substitute: { name: 'web' } });
    const substitution = await substitutionOf(owner, lookupIn(variables));
    expect(substitution?.rewrite(object)).toEqual({
      kind: 'object',
      object: {
        ...object,
        metadata: { name: 'web', annotations: { note: 'ab ${kept}' } },
        spec: { replicas: 3 },
      },
    });
  });

  it('has another id with other values', async () => {
    const owner = ownerOf({ substituteFrom: [from('ConfigMap')] });
    const one = await substitutionOf(owner, lookupIn(variables));
    const same = await substitutionOf(owner, lookupIn({ ...variables }));
    const other = await substitutionOf(owner, lookupIn({ ...variables, data: { replicas: '4' } }));
    expect(same?.id).toBe(one?.id);
    expect(other?.id).not.toBe(one?.id);
  });

  it.each(['labels', 'annotations'])('leaves an object alone that says so in its %s', async (field) => {
    const substitution = await substitutionOf(ownerOf({ substitute: { name: 'web' } }), lookupIn());
    const metadata = { name: '${name}', [field]: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } };
    const left = { ...object, metadata };
    expect(substitution?.rewrite(left)).toEqual({ kind: 'object', object: left });
  });

  it.each<[string, JsonObject, string]>([
    [
      'a source that is gone',
      { substituteFrom: [from('Secret')] },
      `post build failed for 'Deployment.v1.apps/\${name}': substitute from 'Secret/vars' error: secrets "vars" not found`,
    ],
    [
      'a variable that is not set',
      { substitute: { other: 'x' } },
      `post build failed for 'Deployment.v1.apps/\${name}': envsubst error: variable substitution failed: variable not set (strict mode): "lines"`,
    ],
    [
      'a name that is none',
      { substitute: { 'a-b': 'x' } },
      `post build failed for 'Deployment.v1.apps/\${name}': envsubst error: 'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`,
    ],
  ])('refuses %s', async (_, postBuild, message) => {
    const substitution = await substitutionOf(ownerOf(postBuild), lookupIn());
    expect(substitution?.rewrite(object)).toEqual({ kind: 'problem', problem: { code: 'post-build', message } });
  });

  it('never tells the value of a secret that breaks the text', async () => {
    const owner = ownerOf({ substituteFrom: [from('Secret')] });
    const substitution = await substitutionOf(owner, lookupIn(secret));
    const answer = substitution?.rewrite({ ...object, metadata: { name: 'x' }, spec: { a: 'x: ${password}' } });
    expect(answer?.kind).toBe('problem');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

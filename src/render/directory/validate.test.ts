import { describe, expect, it } from 'vitest';
import { readJson } from './json-reader.ts';
import { type DirectoryDialect, isYamlObject, type LocatedObject } from './located-object.ts';
import { describeObject, identityOf, validateObject } from './validate.ts';

function located(text: string): LocatedObject {
  const [document] = readJson(text).documents;
  if (!isYamlObject(document?.value)) throw new Error(`no object: ${text}`);
  return { value: document.value, document, path: [] };
}

function problems(text: string, dialect: DirectoryDialect = 'argocd'): string[] {
  return validateObject(located(text), dialect).map(
    ({ code, message, line, column }) => `${line}:${column} ${code}: ${message}`,
  );
}

/** A ConfigMap with this after its name. */
function withMetadata(rest: string): string {
  return `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a",\n${rest}}}`;
}

describe('validateObject', () => {
  it.each([
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}',
    '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"b","labels":{"c":"d"},"annotations":{}}}',
    withMetadata('"namespace":null,"labels":null,"annotations":null'),
  ])('accepts %s', (text) => {
    expect(problems(text)).toEqual([]);
    expect(problems(text, 'flux')).toEqual([]);
  });

  it.each([
    [
      '{"kind":"A","metadata":{"name":"a"}}',
      '1:1 missing-field: apiVersion is missing, which every Kubernetes object has: add what is missing',
    ],
    [
      '{"apiVersion":"","kind":"A","metadata":{"name":"a"}}',
      '1:15 missing-field: apiVersion is missing, which every Kubernetes object has: add what is missing',
    ],
    [
      '{"apiVersion":1,"kind":"A","metadata":{"name":"a"}}',
      '1:15 not-a-string: apiVersion must be a string, but is the number 1: put it in quotes',
    ],
    [
      '{"apiVersion":"a/b/c","kind":"A","metadata":{"name":"a"}}',
      '1:15 invalid-api-version: apiVersion must be `version` or `group/version`, but is "a/b/c"',
    ],
    [
      '{"apiVersion":"v1","metadata":{"name":"a"}}',
      '1:1 missing-field: kind is missing, which every Kubernetes object has: add what is missing',
    ],
    [
      '{"apiVersion":"v1","kind":["A"],"metadata":{"name":"a"}}',
      '1:27 not-a-string: kind must be a string, but is a list',
    ],
    [
      '{"apiVersion":"v1","kind":"A"}',
      '1:1 missing-field: metadata.name is missing, which every Kubernetes object has: add what is missing',
    ],
    [
      '{"apiVersion":"v1","kind":"A","metadata":null}',
      '1:42 missing-field: metadata.name is missing, which every Kubernetes object has: add what is missing',
    ],
    [
      '{"apiVersion":"v1","kind":"A","metadata":{"name":""}}',
      '1:50 missing-field: metadata.name is missing, which every Kubernetes object has: add what is missing',
    ],
    [
      '{"apiVersion":"v1","kind":"A","metadata":{"name":12}}',
      '1:50 not-a-string: metadata.name must be a string, but is the number 12: put it in quotes',
    ],
    ['{"apiVersion":"v1","kind":"A","metadata":"a"}', '1:42 not-an-object: metadata must be an object, but is a text'],
    [
      withMetadata('"namespace":7'),
      '2:13 not-a-string: metadata.namespace must be a string, but is the number 7: put it in quotes',
    ],
    [withMetadata('"labels":[]'), '2:10 not-an-object: metadata.labels must be an object of strings, but is a list'],
    [
      withMetadata('"labels":{"x":true}'),
      '2:15 not-a-string: metadata.labels.x must be a string, but is the boolean true: put it in quotes',
    ],
    [
      withMetadata('"labels":{"app.kubernetes.io/x":1}'),
      '2:33 not-a-string: metadata.labels["app.kubernetes.io/x"] must be a string, but is the number 1: put it in quotes',
    ],
    [
      withMetadata('"annotations":{"x":{}}'),
      '2:20 not-a-string: metadata.annotations.x must be a string, but is an object',
    ],
  ])('refuses %s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it('names every fault at once, what is missing as one', () => {
    expect(problems('{"metadata":{"labels":{"a":1,"b":2}}}').map((problem) => problem.split(', which')[0])).toEqual([
      '1:1 missing-field: apiVersion, kind and metadata.name are missing',
      '1:28 not-a-string: metadata.labels.a must be a string, but is the number 1: put it in quotes',
      '1:34 not-a-string: metadata.labels.b must be a string, but is the number 2: put it in quotes',
    ]);
  });

  it('lets Argo CD, not Flux, do without a name where there is generateName', () => {
    const text = '{"apiVersion":"batch/v1","kind":"Job","metadata":{"generateName":"migrate-"}}';
    expect(problems(text)).toEqual([]);
    expect(problems(text, 'flux')).toEqual([
      '1:66 missing-field: Flux does not apply objects with generateName: give the object a metadata.name',
    ]);
    expect(describeObject(located(text))).toBe('Job/migrate-*');
  });

  it('lets Flux, not Argo CD, have empty labels', () => {
    expect(problems(withMetadata('"labels":{"x":null}'))).toEqual([
      '2:15 not-a-string: metadata.labels.x must be a string, but is empty: write ""',
    ]);
    expect(problems(withMetadata('"labels":{"x":null}'), 'flux')).toEqual([]);
  });
});

describe('describeObject and identityOf', () => {
  it.each([
    ['{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"b"}}', 'Deployment/b/a', 'apps'],
    ['{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}', 'Namespace/a', ''],
    ['{"apiVersion":"v1","kind":"ConfigMap"}', 'ConfigMap', ''],
    ['{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":3}}', 'ConfigMap', ''],
    ['{"apiVersion":"v1"}', undefined, ''],
  ])('%s', (text, described, group) => {
    expect(describeObject(located(text))).toBe(described);
    expect(identityOf(located(text)).group).toBe(group);
  });
});

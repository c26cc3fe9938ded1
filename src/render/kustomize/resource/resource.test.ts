import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../yaml/index.ts';
import { fromDocument, type MapNode, toYaml } from '../node/index.ts';
import {
  absorbAll,
  allIds,
  appendAll,
  compareBytes,
  createResource,
  currentId,
  equalIds,
  idText,
  originalId,
  parseIdText,
  type Resource,
  setName,
  setNamespace,
  storePreviousId,
} from './index.ts';

const scopes = { isClusterScoped: ({ kind }: { kind: string }) => kind === 'ClusterRole' };
const author = { place: { file: 'k.yaml', line: 1, column: 1 }, changedBy: 'PrefixTransformer' };

function resource(text: string, change: Partial<Resource> = {}): Resource {
  const [document] = readYaml(text, { profile: 'go3' }).documents;
  return Object.assign(createResource(fromDocument(document!, 'a.yaml') as MapNode, scopes), change);
}

const configMap = (data: string, extra = ''): string =>
  `{apiVersion: v1, kind: ConfigMap, metadata: {name: a${extra}}, data: {${data}}}`;

describe('ids', () => {
  it('take an empty namespace for default', () => {
    const one = currentId(resource('{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}'));
    const other = currentId(
      resource('{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: default}}'),
    );
    expect(equalIds(one, other)).toBe(true);
    expect(idText(one)).toBe('Deployment.v1.apps/a.[noNs]');
    expect(parseIdText(idText(other), scopes)).toEqual(other);
  });

  it('of cluster-scoped kinds do not tell namespaces apart', () => {
    const role = (namespace: string): Resource =>
      resource(
        `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a, namespace: ${namespace}}}`,
      );
    expect(equalIds(currentId(role('a')), currentId(role('b')))).toBe(true);
  });

  it('remember what they were', () => {
    const it = resource(configMap('a: b'));
    storePreviousId(it);
    setName(it.root, 'p-a', author);
    storePreviousId(it);
    setNamespace(it.root, 'ns', author);
    expect(originalId(it)).toMatchObject({ name: 'a', namespace: 'default', version: 'v1', kind: 'ConfigMap' });
    expect(allIds(it).map(({ name }) => name)).toEqual(['a', 'p-a', 'p-a']);
  });

  it('hear what a user writes into the annotations of the build', () => {
    const it = resource(`apiVersion: v1
kind: ConfigMap
metadata:
  name: now
  annotations:
    internal.config.kubernetes.io/previousNames: then,later
    internal.config.kubernetes.io/previousNamespaces: default,default
    internal.config.kubernetes.io/previousKinds: ConfigMap,ConfigMap
    internal.config.kubernetes.io/needsHashSuffix: enabled
    internal.config.kubernetes.io/generatorBehavior: merge
`);
    expect(allIds(it).map(({ name }) => name)).toEqual(['then', 'later', 'now']);
    expect(it).toMatchObject({ needsHash: true, behavior: 'merge' });
  });
});

describe('appendAll', () => {
  it('refuses a second resource of one id, and says where both are', () => {
    const list = [resource(configMap('a: b'))];
    expect(() => appendAll(list, [resource(configMap('a: c'))])).toThrow(
      /already registered id: ConfigMap.v1.\[noGrp\]\/a.\[noNs\] \(the other is in a.yaml, line 1\)/,
    );
  });
});

describe('absorbAll', () => {
  const labelled = ", labels: {x: '1', y: '2'}";

  it('merges data and metadata of an earlier one', () => {
    const list = [resource(configMap('a: b, c: d', labelled))];
    absorbAll(list, [resource(configMap("c: 'e', f: g", ", labels: {y: '3'}"), { behavior: 'merge' })]);
    expect(list.map(({ root }) => toYaml(root))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', labels: { x: '1', y: '3' } },
        data: { a: 'b', c: 'e', f: 'g' },
      },
    ]);
  });

  it('replaces data and keeps metadata', () => {
    const list = [
      resource(configMap('a: b', labelled), { previous: [{ name: 'old', namespace: 'default', kind: 'X' }] }),
    ];
    absorbAll(list, [resource(configMap('c: d'), { behavior: 'replace', needsHash: true })]);
    expect(toYaml(list[0]!.root)).toMatchObject({ data: { c: 'd' }, metadata: { labels: { x: '1', y: '2' } } });
    expect(list[0]).toMatchObject({ needsHash: false, previous: [{ name: 'old' }] });
  });

  it('refuses to merge into nothing, and to create what is there', () => {
    expect(() => absorbAll([], [resource(configMap('a: b'), { behavior: 'merge' })])).toThrow(
      /does not exist; cannot merge or replace/,
    );
    const list = [resource(configMap('a: b'))];
    expect(() => absorbAll(list, [resource(configMap('a: b'), { behavior: 'create' })])).toThrow(
      /behavior must be merge or replace/,
    );
  });
});

it('sorts texts as Go does, by code point', () => {
  expect(['\u{1f600}', '\uffee', 'b', 'a', 'ab'].sort(compareBytes)).toEqual(['a', 'ab', 'b', '\uffee', '\u{1f600}']);
});

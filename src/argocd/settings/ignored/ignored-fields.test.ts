import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, type KubeObject, keyOf } from '../../../base/index.ts';
import { controlPlane } from '../../testing/builders.ts';
import { ignoredFieldsOf, ignoringFaults } from './ignored-fields.ts';
import { systemRulesOf } from './system-rules.ts';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace: 'shop' },
  spec: { replicas: 3, template: { spec: { containers: [{ name: 'app' }, { name: 'proxy' }] } } },
};
const withStatus: KubeObject = { ...deployment, status: { replicas: 3 } };
const role: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'admin' },
  aggregationRule: {},
  rules: [],
};

function settings(data: Readonly<Record<string, string>>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm', namespace: controlPlane },
    data: { ...data },
  };
}

function places(object: KubeObject, rules: Json | undefined, data: Readonly<Record<string, string>> = {}): string[] {
  const ignored = ignoredFieldsOf({ written: rules, respected: false }, systemRulesOf(settings(data)));
  return (ignored.of(keyOf(object))?.placesIn(object) ?? []).map((path) => path.join('.'));
}

describe('the rules of an Application', () => {
  const replicas = ['/spec/replicas'];
  const hit = ['spec.replicas'];
  it.each<[string, JsonObject, string[]]>([
    ['by group and kind', { group: 'apps', kind: 'Deployment', jsonPointers: replicas }, hit],
    ['by globs', { group: '*', kind: 'Deploy*', jsonPointers: replicas }, hit],
    ['of another group', { group: 'extensions', kind: 'Deployment', jsonPointers: replicas }, []],
    ['of no group, which is the core', { kind: 'Deployment', jsonPointers: replicas }, []],
    ['of another kind', { group: 'apps', kind: 'StatefulSet', jsonPointers: replicas }, []],
    ['by name', { group: 'apps', kind: 'Deployment', name: 'app', jsonPointers: replicas }, hit],
    ['of another name', { group: 'apps', kind: 'Deployment', name: 'a*', jsonPointers: replicas }, []],
    ['by namespace', { group: 'apps', kind: 'Deployment', namespace: 'shop', jsonPointers: replicas }, hit],
    ['of another namespace', { group: 'apps', kind: 'Deployment', namespace: 'bank', jsonPointers: replicas }, []],
    [
      'by list index',
      { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/template/spec/containers/1'] },
      ['spec.template.spec.containers.1'],
    ],
    ['of what is not there', { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/paused', '', 'spec'] }, []],
    [
      'by jq',
      {
        group: 'apps',
        kind: 'Deployment',
        jqPathExpressions: ['.spec.template.spec.containers[] | select(.name == "proxy")'],
      },
      ['spec.template.spec.containers.1'],
    ],
    [
      'by jq that cannot be carried out',
      { group: 'apps', kind: 'Deployment', jqPathExpressions: ['.spec.replicas[]', '.spec.replicas'] },
      hit,
    ],
    ['of nothing', { group: 'apps', kind: 'Deployment' }, []],
    ['of another form', { group: 1, kind: [], jsonPointers: 'x' }, []],
  ])('%s', (_what, rule, expected) => {
    expect(places(deployment, [rule])).toEqual(expected);
  });

  it('name managers', () => {
    const written = [{ group: 'apps', kind: 'Deployment', managedFieldsManagers: ['kube-controller-manager'] }];
    const ignored = ignoredFieldsOf({ written, respected: false }, systemRulesOf(undefined));
    expect(ignored.of(keyOf(deployment))?.managers).toEqual(['kube-controller-manager']);
    expect(ignored.of(keyOf(role))?.managers).toEqual([]);
  });

  it('that are no jq are told with their place', () => {
    const written = [{}, { group: 'apps', kind: 'Deployment', jqPathExpressions: ['.a', '.a |', '.a |= 1'] }];
    expect(ignoringFaults(written).map(({ message }) => message)).toEqual([
      'spec.ignoreDifferences[1].jqPathExpressions[1]: .a |: it ends too early',
      'spec.ignoreDifferences[1].jqPathExpressions[2]: .a |= 1: assignments (|=) is a part of jq that is not supported',
    ]);
  });
});

describe('the rules of argocd-cm', () => {
  const key = 'resource.customizations.ignoreDifferences';
  it.each<[string, Record<string, string>, string[]]>([
    ['for a kind', { [`${key}.apps_Deployment`]: 'jsonPointers: [/spec/replicas]' }, ['spec.replicas']],
    ['for another kind', { [`${key}.apps_StatefulSet`]: 'jsonPointers: [/spec/replicas]' }, []],
    ['for all kinds', { [`${key}.all`]: 'jqPathExpressions: [.spec.replicas]' }, ['spec.replicas']],
    ['for kinds by globs', { [`${key}.*_Deployment`]: 'jsonPointers: [/spec/replicas]' }, ['spec.replicas']],
    [
      'in the older form',
      { 'resource.customizations': 'apps/Deployment:\n  ignoreDifferences: |\n    jsonPointers: [/spec/replicas]\n' },
      ['spec.replicas'],
    ],
    [
      'in both forms, of which the newer holds',
      {
        'resource.customizations': 'apps/Deployment:\n  ignoreDifferences: |\n    jsonPointers: [/spec/replicas]\n',
        [`${key}.apps_Deployment`]: 'jsonPointers: [/spec/template]',
      },
      ['spec.template'],
    ],
    ['that are no YAML', { [`${key}.apps_Deployment`]: '{', [`${key}.all`]: '[]' }, []],
  ])('%s', (_what, data, expected) => {
    expect(places(deployment, undefined, data)).toEqual(expected);
  });

  it.each([
    ['', ['status']],
    ['ignoreResourceStatusField: all', ['status']],
    ['ignoreResourceStatusField: nonsense', ['status']],
    ['ignoreResourceStatusField: crd', []],
    ['ignoreResourceStatusField: none', []],
    ['ignoreResourceStatusField: off', []],
    ['ignoreResourceStatusField: false', []],
  ])('ignore the status with %j: %j', (options, expected) => {
    expect(places(withStatus, undefined, { 'resource.compareoptions': options })).toEqual(expected);
  });

  it('ignore the status of definitions alone where they say so', () => {
    const data = { 'resource.compareoptions': 'ignoreResourceStatusField: crd' };
    const crd: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'x' },
      status: {},
    };
    expect(places(crd, undefined, data)).toEqual(['status']);
  });

  it('ignore what is aggregated where they say so', () => {
    expect(places(role, undefined)).toEqual([]);
    expect(places(role, undefined, { 'resource.compareoptions': 'ignoreAggregatedRoles: true' })).toEqual(['rules']);
    const plain = { ...role, aggregationRule: undefined } as unknown as KubeObject;
    expect(places(plain, undefined, { 'resource.compareoptions': 'ignoreAggregatedRoles: true' })).toEqual([]);
  });

  it('that are no jq stop the objects that they are for, and no others', () => {
    const data = { [`${key}.apps_Deployment`]: 'jqPathExpressions: [".spec as $x | $x"]' };
    const ignored = ignoredFieldsOf({ written: undefined, respected: false }, systemRulesOf(settings(data)));
    expect(ignored.of(keyOf(deployment))?.fault?.message).toBe(
      `argocd-cm ${key}.apps_Deployment.jqPathExpressions[0]: .spec as $x | $x: variables (as $name) is a part of jq that is not supported`,
    );
    expect(ignored.of(keyOf(role))?.fault).toBeUndefined();
  });

  it('are read once for each edit', () => {
    const configMap = settings({ [`${key}.all`]: 'jsonPointers: [/spec]' });
    expect(systemRulesOf(configMap)).toBe(systemRulesOf(configMap));
  });
});

it('rules are named by what they say', () => {
  const idOf = (written: Json | undefined, data: Readonly<Record<string, string>> = {}): string =>
    ignoredFieldsOf({ written, respected: false }, systemRulesOf(settings(data))).id;
  expect(idOf(undefined)).toBe(idOf(undefined));
  const others = [
    idOf([{ kind: 'X' }]),
    idOf(undefined, { 'resource.customizations.ignoreDifferences.all': 'jsonPointers: [/a]' }),
    idOf(undefined, { 'resource.compareoptions': 'ignoreResourceStatusField: none' }),
    idOf(undefined, { 'resource.compareoptions': 'ignoreAggregatedRoles: true' }),
  ];
  expect(new Set([idOf(undefined), ...others]).size).toBe(5);
});

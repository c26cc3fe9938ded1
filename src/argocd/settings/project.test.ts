import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { applicationOf, controlPlane, projectOf } from '../testing/builders.ts';
import { namespaceRefusal, type ProjectDestination, projectRefusals, projectRestrictions } from './project.ts';

const repoURL = 'https://git.example/org/app.git';
const destination: ProjectDestination = {
  server: 'https://prod.example',
  clusterName: 'prod',
  clusterProjects: [],
  namespace: 'shop',
};

function refusals(spec: JsonObject, where: Partial<ProjectDestination> = {}): string[] {
  return projectRefusals(projectOf(spec, 'team'), { repoURL, destination: { ...destination, ...where } });
}

describe('the repositories of a project', () => {
  it.each<[readonly string[], boolean]>([
    [['*'], true],
    [[repoURL], true],
    [['https://git.example/org/app'], true],
    [['https://GIT.example/ORG/app.git'], true],
    [['https://git.example/org/*'], true],
    [['https://git.example/*'], false],
    [['https://git.example/**'], true],
    [['https://git.example/org/other'], false],
    [[], false],
    [['*', '!https://git.example/org/app'], false],
    [['!https://git.example/org/other'], true],
    [['*', '!https://git.example/other/*'], true],
  ])('%j permit it: %s', (sourceRepos, permitted) => {
    const expected = permitted ? [] : [`application repo ${repoURL} is not permitted in project 'team'`];
    expect(refusals({ sourceRepos: [...sourceRepos] })).toEqual(expected);
  });
});

describe('the destinations of a project', () => {
  const refused = [
    "application destination server 'https://prod.example' and namespace 'shop' do not match any of the allowed destinations in project 'team'",
  ];
  it.each<[JsonObject[], boolean]>([
    [[{ server: 'https://prod.example', namespace: 'shop' }], true],
    [[{ server: '*', namespace: '*' }], true],
    [[{ name: 'prod', namespace: 'sh*' }], true],
    [[{ name: 'prod' }], false],
    [[{ namespace: 'shop' }], false],
    [[{ server: 'https://prod.example', namespace: 'bank' }], false],
    [[{ server: 'https://test.example', namespace: 'shop' }], false],
    [[], false],
    [
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!shop' },
      ],
      false,
    ],
    [
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!bank' },
      ],
      true,
    ],
    [
      [
        { server: '*', namespace: '*' },
        { server: '!https://prod.example', namespace: '*' },
      ],
      false,
    ],
    [
      [
        { server: '*', namespace: '*' },
        { server: '!https://prod.example', namespace: 'bank' },
      ],
      true,
    ],
    [[{ server: '!https://test.example', namespace: '*' }], true],
    [
      [
        { server: '*', namespace: '*' },
        { name: '!prod', namespace: '*' },
      ],
      false,
    ],
  ])('%j permit it: %s', (destinations, permitted) => {
    expect(refusals({ destinations })).toEqual(permitted ? [] : refused);
  });

  it('are only its own clusters where it says so', () => {
    const spec = { permitOnlyProjectScopedClusters: true };
    expect(refusals(spec)).toEqual(refused);
    expect(refusals(spec, { clusterProjects: ['other'] })).toEqual(refused);
    expect(refusals(spec, { clusterProjects: ['other', 'team'] })).toEqual([]);
  });
});

describe('projectRestrictions', () => {
  const secret = { group: '', kind: 'Secret', namespace: 'shop', name: 'app' };
  const role = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'reader' };
  const group = 'rbac.authorization.k8s.io';

  it.each<[string, JsonObject, boolean, boolean]>([
    ['everything', {}, true, true],
    ['no kinds without a namespace where none is named', { clusterResourceWhitelist: [] }, true, false],
    ['what an absent list means', { clusterResourceWhitelist: undefined }, true, false],
    ['kinds by name', { clusterResourceWhitelist: [{ group, kind: 'ClusterRole' }] }, true, true],
    ['kinds by pattern', { clusterResourceWhitelist: [{ group: '*.k8s.io', kind: 'Cluster*' }] }, true, true],
    ['objects by name', { clusterResourceWhitelist: [{ group, kind: 'ClusterRole', name: 'read*' }] }, true, true],
    ['no objects of other names', { clusterResourceWhitelist: [{ group, kind: '*', name: 'admin' }] }, true, false],
    ['not what is denied', { clusterResourceBlacklist: [{ group, kind: 'ClusterRole' }] }, true, false],
    [
      'not kinds with a namespace that are denied',
      { namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] },
      false,
      true,
    ],
    [
      'only kinds with a namespace that are named',
      { namespaceResourceWhitelist: [{ group: 'apps', kind: '*' }] },
      false,
      true,
    ],
    ['none where the list is empty', { namespaceResourceWhitelist: [] }, false, true],
  ])('permit %s', (_what, spec, secrets, roles) => {
    const restrictions = projectRestrictions(projectOf(spec, 'team'), destination);
    expect(restrictions.refusal(secret, true)?.message).toBe(
      secrets ? undefined : 'resource :Secret is not permitted in project team',
    );
    expect(restrictions.refusal(role, false)?.message).toBe(
      roles ? undefined : 'resource rbac.authorization.k8s.io:ClusterRole is not permitted in project team',
    );
  });

  it('keep objects in the namespaces of the project', () => {
    const spec = { destinations: [{ server: '*', namespace: 'shop' }] };
    const restrictions = projectRestrictions(projectOf(spec, 'team'), destination);
    expect(restrictions.refusal(secret, true)).toBeUndefined();
    expect(restrictions.refusal({ ...secret, namespace: 'bank' }, true)).toEqual({
      code: 'namespace-not-permitted',
      message: "namespace bank is not permitted in project 'team'",
    });
    expect(restrictions.refusal(role, false)).toBeUndefined();
  });

  it.each<[string, JsonObject[], boolean]>([
    ['a glob', [{ server: '*', namespace: 'team-*' }], true],
    ['another glob', [{ server: '*', namespace: 'other-*' }], false],
    [
      'what is denied',
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!team-bank' },
      ],
      false,
    ],
    [
      'what a glob denies',
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!team-*' },
      ],
      false,
    ],
    [
      'what is denied on another server',
      [
        { server: '*', namespace: '*' },
        { server: 'https://test.example', namespace: '!team-*' },
      ],
      true,
    ],
    ['a namespace of another cluster', [{ name: 'test', namespace: '*' }], false],
  ])('keep objects in namespaces by %s', (_what, destinations, permitted) => {
    const restrictions = projectRestrictions(projectOf({ destinations }, 'team'), destination);
    expect(restrictions.refusal({ ...secret, namespace: 'team-bank' }, true) === undefined).toBe(permitted);
  });

  it('keep objects off clusters of other projects', () => {
    const project = projectOf({ permitOnlyProjectScopedClusters: true }, 'team');
    const refusalOn = (clusterProjects: readonly string[]) =>
      projectRestrictions(project, { ...destination, clusterProjects }).refusal(secret, true)?.code;
    expect([refusalOn([]), refusalOn(['other']), refusalOn(['team'])]).toEqual([
      'namespace-not-permitted',
      'namespace-not-permitted',
      undefined,
    ]);
  });

  it('have another name when the rules or the destination change', () => {
    const idOf = (spec: JsonObject, where = destination) => projectRestrictions(projectOf(spec), where).id;
    expect(idOf({})).toBe(idOf({}));
    expect(idOf({ namespaceResourceBlacklist: [] })).not.toBe(idOf({}));
    expect(idOf({}, { ...destination, server: 'https://other.example' })).not.toBe(idOf({}));
  });
});

describe('namespaceRefusal', () => {
  const refused = "application 'shop' in namespace 'team-a' is not permitted to use project 'team'";
  const of = (namespace: string, sourceNamespaces?: string[]) => {
    const project = projectOf(sourceNamespaces === undefined ? {} : { sourceNamespaces }, 'team');
    return namespaceRefusal(project, applicationOf({}, { metadata: { namespace } }), controlPlane);
  };

  it('lets Applications of the control plane name every project', () => {
    expect(of(controlPlane)).toBeUndefined();
  });

  it.each<[readonly string[] | undefined, boolean]>([
    [undefined, false],
    [[], false],
    [['team-b'], false],
    [['team-a'], true],
    [['team-*'], true],
    [['/^team-[ab]$/'], true],
    [['/^team-[cd]$/'], false],
    [['/(/'], false],
  ])('of the source namespaces %j permits others: %s', (sourceNamespaces, permitted) => {
    const found = of('team-a', sourceNamespaces === undefined ? undefined : [...sourceNamespaces]);
    expect(found).toBe(permitted ? undefined : refused);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { projectOf } from '../testing/builders.ts';
import { type ProjectDestination, projectRefusals, projectRestrictions } from './project.ts';

const repoURL = 'https://git.example/org/app.git';
const destination: ProjectDestination = {
  server: 'https://prod.example',
  clusterName: 'prod',
  clusterProject: '',
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
    expect(refusals(spec, { clusterProject: 'other' })).toEqual(refused);
    expect(refusals(spec, { clusterProject: 'team' })).toEqual([]);
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
    expect(restrictions.refusal(secret, true)).toBe(
      secrets ? undefined : 'resource :Secret is not permitted in project team',
    );
    expect(restrictions.refusal(role, false)).toBe(
      roles ? undefined : 'resource rbac.authorization.k8s.io:ClusterRole is not permitted in project team',
    );
  });

  it('keep objects in the namespaces of the project', () => {
    const spec = { destinations: [{ server: '*', namespace: 'shop' }] };
    const restrictions = projectRestrictions(projectOf(spec, 'team'), destination);
    expect(restrictions.refusal(secret, true)).toBeUndefined();
    expect(restrictions.refusal({ ...secret, namespace: 'bank' }, true)).toBe(
      "namespace bank is not permitted in project 'team'",
    );
    expect(restrictions.refusal(role, false)).toBeUndefined();
  });

  it('have another name when the rules or the destination change', () => {
    const idOf = (spec: JsonObject, where = destination) => projectRestrictions(projectOf(spec), where).id;
    expect(idOf({})).toBe(idOf({}));
    expect(idOf({ namespaceResourceBlacklist: [] })).not.toBe(idOf({}));
    expect(idOf({}, { ...destination, server: 'https://other.example' })).not.toBe(idOf({}));
  });
});

import { describe, expect, it } from 'vitest';
import { controlPlane, lookupIn, secretOf } from '../testing/builders.ts';
import { type Destination, projectsOfCluster, resolveDestination } from './destination.ts';

const lookup = lookupIn([
  secretOf('cluster', { name: 'prod', server: 'https://prod.example/', project: 'shop' }, 'prod'),
  secretOf('cluster', { name: 'twice', server: 'https://one.example' }, 'one'),
  secretOf('cluster', { name: 'twice', server: 'https://two.example' }, 'two'),
  secretOf('repository', { name: 'repo', server: 'https://repo.example' }),
]);

async function resolved(server: string, name: string): Promise<Destination> {
  return resolveDestination({ server, name }, controlPlane, lookup);
}

describe('resolveDestination', () => {
  const own = { cluster: 'in-cluster', server: 'https://kubernetes.default.svc', name: 'in-cluster' };
  const prod = { cluster: 'argocd:argocd/prod', server: 'https://prod.example', name: 'prod' };

  it.each([
    ['the own cluster by server', 'https://kubernetes.default.svc', '', own],
    ['the own cluster by server with a slash', 'https://kubernetes.default.svc/', '', own],
    ['the own cluster by name', '', 'in-cluster', own],
    ['the own cluster where neither is given', '', '', own],
    ['another by server', 'https://prod.example', '', prod],
    ['another by server with slashes', 'https://prod.example//', '', prod],
    ['another by name', '', 'prod', prod],
  ])('finds %s', async (_what, server, name, expected) => {
    expect(await resolved(server, name)).toEqual({ kind: 'cluster', ...expected });
  });

  it.each([
    [
      'both',
      'https://prod.example',
      'prod',
      "application destination can't have both name and server defined: prod https://prod.example",
    ],
    [
      'an unknown server',
      'https://nowhere.example/',
      '',
      'error getting cluster by server "https://nowhere.example/": rpc error: code = NotFound desc = cluster "https://nowhere.example" not found',
    ],
    ['an unknown name', '', 'nobody', 'there are no clusters with this name: nobody'],
    [
      'a name that two have',
      '',
      'twice',
      'there are 2 clusters with the same name: [https://one.example https://two.example]',
    ],
    ['what is no cluster', '', 'repo', 'there are no clusters with this name: repo'],
  ])('refuses %s', async (_what, server, name, message) => {
    expect(await resolved(server, name)).toEqual({ kind: 'problem', message });
  });
});

describe('projectsOfCluster', () => {
  it.each([
    ['its address', { server: 'https://prod.example', name: '' }, ['shop']],
    ['its name', { server: '', name: 'prod' }, ['shop']],
    ['another', { server: 'https://nowhere.example', name: 'nobody' }, []],
  ])('finds those that a Secret names, by %s', async (_what, found, projects) => {
    expect(await projectsOfCluster(found, controlPlane, lookup)).toEqual(projects);
  });
});

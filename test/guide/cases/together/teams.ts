import { deepEqual, equal, match } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { configMap, deployment, namespace } from '../myapp.ts';
import { application, deploymentIn, isDelivered, isReady, kustomization } from '../reading.ts';

const teams = ['red', 'blue'];

/** repo-per-team: two teams' repositories and one of the infrastructure, each delivered, each within its project. */
export const repoPerTeam: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, repository }) => {
    const infrastructure = await repository('myorg/infrastructure');
    const repositories = { red: await repository('red/apps'), blue: await repository('blue/apps') };
    const base = await infrastructure.push(
      {
        ...Object.fromEntries(teams.map((team) => [`base/${team}.yaml`, namespace(team)])),
        'projects/red.yaml': project('red', repositories.red.url),
        'projects/blue.yaml': project('blue', repositories.blue.url),
      },
      'Namespaces and projects of the teams',
    );
    await kubectl.apply(platform(infrastructure.url));
    await kubectl.until(kustomization('base'), isReady(base), 'ready');
    await kubectl.until(kustomization('projects'), isReady(base), 'ready');
    for (const team of ['red', 'blue'] as const) {
      const commit = await repositories[team].push({ 'app/app.yaml': deployment({ name: team }) }, 'Our application');
      await kubectl.apply(applicationOf(team, team, repositories[team].url, team));
      await kubectl.until(application(team), isDelivered(commit), 'delivered');
      await kubectl.need(deploymentIn(team, team));
    }

    // A team's repository says what another team's namespace should hold: the project does not permit it.
    await repositories.red.push(
      { 'app/theirs.yaml': configMap({ name: 'ours', namespace: 'blue' }) },
      'Settings for the others',
    );
    await kubectl.until(
      application('red'),
      (object) => JSON.stringify(object['status']).includes("namespace blue is not permitted in project 'red'"),
      'refused',
    );
    equal(await kubectl.get({ kind: 'configmap', namespace: 'blue', name: 'ours' }), undefined);

    // Nor may an Application of a team name another repository, or another namespace.
    for (const [name, url, destination, message] of [
      ['foreign-repository', repositories.blue.url, 'red', /application repo .* is not permitted in project 'red'/],
      [
        'foreign-namespace',
        repositories.red.url,
        'blue',
        /namespace 'blue' do not match any of the allowed destinations in project 'red'/,
      ],
    ] as const) {
      await kubectl.apply(applicationOf(name, 'red', url, destination));
      const blocked = await kubectl.until(
        application(name),
        (object) => textAt(object, 'status', 'conditions', 0, 'type') === 'InvalidSpecError',
        'refused by its project',
      );
      match(textAt(blocked, 'status', 'conditions', 0, 'message'), message);
      deepEqual(jsonAt(blocked, 'status', 'resources'), undefined);
    }
  },
};

function platform(url: string): string {
  const of = (name: string): string => `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 5m, path: ./${name}, prune: true, sourceRef: {kind: GitRepository, name: infrastructure}}
`;
  return `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infrastructure, namespace: flux-system}
spec: {interval: 1m, url: '${url}', ref: {branch: main}}
---${of('base')}---${of('projects')}`;
}

function project(team: string, url: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: ${team}, namespace: argocd}
spec:
  sourceRepos: ['${url}']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: ${team}}]
`;
}

function applicationOf(name: string, team: string, url: string, destination: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: ${team}
  source: {repoURL: '${url}', targetRevision: main, path: app}
  destination: {server: 'https://kubernetes.default.svc', namespace: ${destination}}
  syncPolicy: {automated: {}}
`;
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jsonEqual, type Json, type KubeObject } from '../../../src/base/index.ts';
import type { Kubectl } from '../clients/kubectl.ts';

const crds = resolve(import.meta.dirname, '../../../crds');

/** The kinds that the guide's deliveries are made of. */
const kinds = [
  'applications.argoproj.io',
  'appprojects.argoproj.io',
  'gitrepositories.source.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'helmreleases.helm.toolkit.fluxcd.io',
  'helmcharts.source.toolkit.fluxcd.io',
  'helmrepositories.source.toolkit.fluxcd.io',
  'ocirepositories.source.toolkit.fluxcd.io',
];

/** The project that upstream's API server creates at its first start. */
const defaultProject = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: default, namespace: argocd}
spec:
  sourceRepos: ['*']
  destinations: [{server: '*', namespace: '*'}]
  clusterResourceWhitelist: [{group: '*', kind: '*'}]
`;

const namespaces = `
{apiVersion: v1, kind: Namespace, metadata: {name: argocd}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: flux-system}}
`;

/** Installs the CRDs, the namespaces and the default project. */
export async function installDefinitions(kubectl: Kubectl): Promise<void> {
  const definitions = kinds.map((kind) => readFileSync(join(crds, `${kind}.yaml`), 'utf8'));
  await kubectl.apply([...definitions, namespaces].join('\n---\n'));
  const names = kinds.map((kind) => `crd/${kind}`);
  await kubectl.run(['wait', ...names, '--for', 'condition=Established', '--timeout', '20s']);
  await kubectl.apply(defaultProject);
}

/** What a cluster has besides its owners: the namespaces and the projects with what they permit. */
export interface Installed {
  readonly namespaces: ReadonlySet<string>;
  /** The spec of each project, by its name. */
  readonly projects: ReadonlyMap<string, Json>;
}

/** What is there now. */
export async function installedNow(kubectl: Kubectl): Promise<Installed> {
  const { stdout } = await kubectl.run(['get', 'namespaces,appprojects', '--namespace', 'argocd', '--output', 'json']);
  const { items } = JSON.parse(stdout) as { items: readonly KubeObject[] };
  const projects = items.filter(({ kind }) => kind === 'AppProject');
  return {
    namespaces: new Set(items.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? [metadata.name ?? ''] : []))),
    projects: new Map(projects.map((project) => [project.metadata.name ?? '', project['spec'] ?? null])),
  };
}

/** Takes away what a row left: every owner, and every project and namespace that was not there at the start or is another now. */
export async function removeDeliveries(kubectl: Kubectl, before: Installed): Promise<void> {
  const owners = kinds.filter((kind) => !kind.startsWith('appprojects.')).join(',');
  await kubectl.run(['delete', owners, '--all', '--all-namespaces', '--timeout', '20s']);
  const now = await installedNow(kubectl);
  const projects = [...now.projects.keys()].filter((name) => !before.projects.has(name));
  if (projects.length > 0) await kubectl.run(['delete', 'appprojects', '--namespace', 'argocd', ...projects]);
  if (!jsonEqual(now.projects.get('default') ?? null, before.projects.get('default') ?? null))
    await kubectl.apply(defaultProject);
  const made = [...now.namespaces].filter((name) => !before.namespaces.has(name));
  if (made.length > 0)
    await kubectl.run(['delete', 'namespaces', ...made, '--ignore-not-found', '--timeout', '30s'], {
      timeoutMs: 35_000,
    });
}

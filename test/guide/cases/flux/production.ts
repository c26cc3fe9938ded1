import type { WorkingCopy } from '../../clients/working-copy.ts';
import type { Site } from '../../world/site.ts';
import { configMap, deployment, type MyappOptions, namespace } from '../myapp.ts';
import { gitRepository, isReady, kustomization } from '../reading.ts';

/** The Kustomization and the GitRepository of the guide. */
export const production = kustomization('myapp');
export const source = gitRepository('myapp');

/** Where the guide's Kustomization looks. */
export const overlay = 'k8s/overlays/production';

/** The application's Deployment as a file of the overlay. */
export function deploymentFile(options: MyappOptions): Readonly<Record<string, string>> {
  return { [`${overlay}/deployment.yaml`]: deployment({ ...options, namespace: 'production' }) };
}

/** The application's settings as a file of the overlay. */
export function settingsFile(level: string): Readonly<Record<string, string>> {
  return { [`${overlay}/settings.yaml`]: configMap({ namespace: 'production', level }) };
}

/** The overlay: a namespace, settings, and a Deployment. */
export function overlayFiles(options: MyappOptions): Readonly<Record<string, string>> {
  return {
    [`${overlay}/namespace.yaml`]: namespace('production'),
    ...settingsFile('info'),
    ...deploymentFile(options),
  };
}

/** What Flux calls a commit of a branch. */
export function revisionOf(commit: string, branch = 'main'): string {
  return `${branch}@sha1:${commit}`;
}

/** A repository with the overlay, and the guide's GitRepository and Kustomization for it, delivered; gives the commit too. */
export async function deliveredApp(
  site: Site,
  options: MyappOptions,
): Promise<{ readonly myapp: WorkingCopy; readonly first: string }> {
  const { kubectl, manifest, repository } = site;
  const myapp = await repository('myorg/myapp');
  const first = await myapp.push(overlayFiles(options), 'First version');
  await kubectl.apply(manifest('flux/git-repository.yaml'));
  await kubectl.apply(manifest('flux/kustomization.yaml'));
  await kubectl.until(production, isReady(revisionOf(first)), 'ready');
  return { myapp, first };
}

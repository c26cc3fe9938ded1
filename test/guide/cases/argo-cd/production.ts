import type { WorkingCopy } from '../../clients/working-copy.ts';
import type { Site } from '../../world/site.ts';
import { deployment, type MyappOptions } from '../myapp.ts';
import { application } from '../reading.ts';

/** The Application of the guide that delivers by itself: production, from the branch `release`. */
export const production = application('myapp-prod');

/** The files that it delivers. */
export function productionFiles(options: MyappOptions): Readonly<Record<string, string>> {
  return { 'overlays/production/app.yaml': deployment(options) };
}

/** A repository whose branch `release` is checked out, with a first version; gives its commit too. */
export async function releasedApp(
  { repository }: Site,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly myapp: WorkingCopy; readonly first: string }> {
  const myapp = await repository('myorg/myapp');
  await myapp.push({ 'README.md': 'The application.\n' }, 'Begin');
  await myapp.git('switch', '--quiet', '--create', 'release');
  return { myapp, first: await myapp.push(files, 'First version') };
}

/** Changes the Application as the guide's fragment says. */
export async function patchProduction({ kubectl }: Site, fragment: object): Promise<void> {
  const args = ['patch', production.kind, production.name, '--namespace', 'argocd', '--type', 'merge'];
  await kubectl.run([...args, '--patch', JSON.stringify(fragment)]);
}

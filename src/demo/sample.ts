import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The address that stands for the demo's Git host in the sample's files. */
const placeholder = 'http://git.invalid/platform.git';

/** The name of the sample repository at the Git host. */
export const sampleName = 'platform';

/** The sample repository's files by path, with the Git host's address in place. */
export function sampleFiles(repositoryUrl: string): Record<string, string> {
  const root = fileURLToPath(new URL('./sample-repository/', import.meta.url));
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(root, path).split(sep).join('/')] = readFileSync(path, 'utf8').replaceAll(
      placeholder,
      repositoryUrl,
    );
  }
  return files;
}

/** The manifests that point Argo CD and Flux at the sample repository: what a user applies once. */
export function bootstrapManifests(files: Readonly<Record<string, string>>): string[] {
  return Object.keys(files)
    .filter((path) => path.startsWith('bootstrap/'))
    .map((path) => files[path] ?? '');
}

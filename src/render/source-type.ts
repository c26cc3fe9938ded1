import type { Tree } from '../source/index.ts';
import { findFolder } from './tree/index.ts';

/** What kind of source a folder is, where nobody says so. */
export type SourceType = 'helm' | 'kustomize' | 'directory';

/**
 * What Argo CD takes a folder for (v3.6, util/app/discovery Discover): `helm` with a file whose name ends in `Chart.yaml`, `kustomize`
 * with a kustomization; where both are there the last in the order of names decides. Else, also for a folder that is not there, `directory`.
 */
export function detectSourceType(tree: Tree, path: string): SourceType {
  const place = findFolder(tree, path);
  let type: SourceType = 'directory';
  for (const { kind, name } of ('folder' in place ? tree.list(place.folder) : undefined) ?? []) {
    if (kind === 'folder') continue;
    if (name.endsWith('Chart.yaml')) type = 'helm';
    else if (/^(?:kustomization\.ya?ml|Kustomization)$/.test(name)) type = 'kustomize';
  }
  return type;
}

import type { Tree } from '../../../source/index.ts';
import { KustomizeError } from '../error.ts';
import { type Kustomization, kustomizationFileNames, parseKustomization } from '../kustomization/index.ts';

/** What lies in a folder without a kustomization. */
export interface Manifests {
  /** In the order of a walk by name: files with manifests, and folders with a kustomization of their own, as seen from the folder. */
  readonly paths: readonly string[];
  /** Whether there is such a folder. */
  readonly hasKustomizations: boolean;
}

/** Folders in one another that are walked. */
const maxDepth = 100;

/** Walks a folder as Flux does where it has no kustomization (fluxcd/pkg kustomize, scanManifests). Throws KustomizeError `limit`. */
export function findManifests(tree: Tree, folder: string, checkpoint: () => void): Manifests {
  const paths: string[] = [];
  let hasKustomizations = false;
  const visit = (below: string, depth: number): void => {
    checkpoint();
    if (depth > maxDepth) {
      throw new KustomizeError('limit', `folders lie more than ${maxDepth} deep in one another: move them up`, {
        file: below,
      });
    }
    for (const { kind, name } of tree.list(joined(folder, below)) ?? []) {
      const path = joined(below, name);
      if (kind === 'file' && /\.ya?ml$/.test(name)) paths.push(path);
      if (kind !== 'folder') continue;
      if (hasKustomization(tree, joined(folder, path))) {
        hasKustomizations = true;
        paths.push(path);
      } else {
        visit(path, depth + 1);
      }
    }
  };
  visit('', 0);
  return { paths, hasKustomizations };
}

/** Whether a folder holds a kustomization file. */
export function hasKustomization(tree: Tree, folder: string): boolean {
  return kustomizationFileNames.some((name) => tree.entry(joined(folder, name))?.kind === 'file');
}

/**
 * The kustomization that Flux writes for such a folder; where there is nothing, one that builds nothing (fluxcd/pkg kustomize,
 * findOrGenerateKustomization).
 */
export function generatedKustomization(folder: string, { paths }: Manifests): Kustomization {
  const lines = paths.map((path) => `- ${JSON.stringify(`./${path}`)}\n`);
  const text = lines.length === 0 ? 'namespace: _placeholder\n' : `resources:\n${lines.join('')}`;
  return parseKustomization(Buffer.from(text), joined(folder, 'kustomization.yaml')).kustomization;
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}

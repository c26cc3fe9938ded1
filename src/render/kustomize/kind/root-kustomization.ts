import type { Tree } from '../../../source/index.ts';
import type { KustomizeOptions } from '../../renderer.ts';
import { KustomizeError } from '../error.ts';
import {
  type Kustomization,
  kustomizationFileNames,
  kustomizationText,
  parseKustomization,
} from '../kustomization/index.ts';
import { findManifests, generatedKustomization, hasKustomization } from './generate.ts';
import { override } from './override.ts';

/** The kustomization of a folder as a program that builds it has to find it: a file's name, and its text where it is to be another one. */
export interface PreparedKustomization {
  readonly name: string;
  readonly text: string | undefined;
}

/** What a program has to find in a folder to build what `options` ask for. Throws KustomizeError. */
export function prepareKustomization(
  tree: Tree,
  folder: string,
  options: KustomizeOptions,
  checkpoint: () => void,
): PreparedKustomization | 'plain manifests' {
  const generated = generatedFor(tree, folder, options, checkpoint);
  if (generated === 'plain manifests') return generated;
  const inFolder = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const name = kustomizationFileNames.find((one) => tree.entry(inFolder(one)) !== undefined);
  if (name !== undefined && options.overrides === undefined) return { name, text: undefined };
  const written =
    name === undefined ? undefined : parseKustomization(tree.read(inFolder(name)), inFolder(name)).kustomization;
  const root = rootOf(written ?? generated, options, { tree, folder });
  return { name: name ?? 'kustomization.yaml', text: kustomizationText(root) };
}

/** The kustomization to make where there is none; nothing has to be made of plain manifests that nothing is said over. */
export function generatedFor(
  tree: Tree,
  folder: string,
  { absent, overrides }: KustomizeOptions,
  checkpoint: () => void,
): Kustomization | 'plain manifests' | undefined {
  if (absent !== 'generate' || hasKustomization(tree, folder)) return undefined;
  const manifests = findManifests(tree, folder, checkpoint);
  if (overrides === undefined && !manifests.hasKustomizations) return 'plain manifests';
  return generatedKustomization(folder, manifests);
}

/** The kustomization that a build begins with: what is written or made, and what its owner says over it. Throws KustomizeError. */
export function rootOf(
  kustomization: Kustomization | undefined,
  { overrides, dialect }: KustomizeOptions,
  at: { readonly tree: Tree; readonly folder: string },
): Kustomization {
  if (kustomization === undefined) {
    const message = `${at.folder === '' ? 'the root' : at.folder} has no kustomization.yaml, kustomization.yml or Kustomization: add one, or correct the path`;
    throw new KustomizeError('no-kustomization', message, { file: at.folder });
  }
  return overrides === undefined ? kustomization : override(kustomization, overrides, { ...at, dialect });
}

import type { Problem } from '../../../base/index.ts';
import { compileGlob } from '../../../lang/index.ts';
import type { ValueFile } from '../../../render/index.ts';
import { joinPath, type Tree, walkTree } from '../../../source/index.ts';
import type { BuildEnvironment } from './build-environment.ts';

/**
 * The values files of a chart in their order: paths from its folder on, or from the root on with `/`, patterns in the order of names; what is named
 * by itself keeps its own place (Argo CD v3.6, reposerver/repository getResolvedValueFiles).
 */
export function resolveValueFiles(
  tree: Tree,
  folder: string,
  { names, ignoreMissing }: { readonly names: readonly string[]; readonly ignoreMissing: boolean },
  environment: BuildEnvironment,
): { readonly files: readonly ValueFile[] } | { readonly problem: Problem } {
  const named: { readonly name: string; readonly path: string }[] = [];
  for (const written of names) {
    const name = environment.substitute(written);
    if (/^\w+:\/\//.test(name))
      return refuse('unsupported-values', `${name}: values files elsewhere are not read yet: keep a copy`);
    const path = name.startsWith('/') ? joinPath('', name.slice(1)) : joinPath(folder, name);
    if (path === undefined) {
      return refuse('path-outside', `value file '${name}' resolved to outside repository root: name one inside it`);
    }
    named.push({ name, path });
  }
  const single = new Set(named.filter(({ path }) => !isPattern(path)).map(({ path }) => path));
  const paths = new Set<string>();
  for (const { name, path } of named) {
    if (!isPattern(path)) {
      paths.add(path);
      continue;
    }
    const found = matching(tree, path);
    if (found === undefined) return refuse('invalid-spec', `error expanding glob pattern "${name}": correct it`);
    if (found.length === 0 && !ignoreMissing) {
      return refuse(
        'values-not-found',
        `values file glob "${name}" matched no files: correct it, or set ignoreMissingValueFiles`,
      );
    }
    for (const match of found) if (!single.has(match)) paths.add(match);
  }
  return { files: [...paths].map((path) => ({ path: `/${path}`, ignoreMissing })) };
}

function refuse(code: string, message: string): { readonly problem: Problem } {
  return { problem: { code, message } };
}

function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** Files and links, in the order of names; undefined where the pattern cannot be read. */
function matching(tree: Tree, pattern: string): string[] | undefined {
  const glob = compileGlob(pattern, { style: 'doublestar' });
  if (glob === undefined) return undefined;
  // Only what may match is looked at, so that a change elsewhere is none.
  const parts = pattern.split('/');
  const first = parts.findIndex(isPattern);
  const start = parts.slice(0, first).join('/');
  if (tree.entry(start)?.kind !== 'folder') return [];
  return [...walkTree(tree, start)]
    .filter(({ path, entry }) => entry.kind !== 'folder' && glob.matches(path))
    .map(({ path }) => path)
    .toSorted();
}

import { SourceError } from '../error.ts';
import type { Tree } from '../tree.ts';
import { resolveLinks, walkTree } from '../tree/index.ts';
import { type IgnorePattern, maxPatterns, parseIgnoreFile, parseIgnorePattern } from './pattern.ts';

/** What of a tree is left out. */
export interface IgnoreRules {
  /** Whether the entry at `path` (as its parts) is left out. */
  ignores(path: readonly string[], isFolder: boolean): boolean;
}

/** The file whose patterns hold for the folder that it lies in. */
const ignoreFile = '.sourceignore';

/** A repository's own files, left out whatever the patterns say first (sourceignore.go, ExcludeVCS). */
const repositoryFiles = ['.git/', '.gitignore', '.gitmodules', '.gitattributes'];

/** Left out where nobody wrote a pattern (sourceignore.go: ExcludeExt, ExcludeCI, ExcludeExtra). */
const unwantedByDefault = `
  *.jpg *.jpeg *.gif *.png *.wmv *.flv *.tar.gz *.zip
  .github/ .circleci/ .travis.yml .gitlab-ci.yml appveyor.yml .drone.yml cloudbuild.yaml
  codeship-services.yml codeship-steps.yml
  **/.goreleaser.yml **/.sops.yaml **/.flux.yaml`;

/**
 * The rules by which Flux leaves files out of an artifact (source-controller v1.9, SourceIgnoreFilter): the `.sourceignore` files of
 * all folders, then `spec` (a GitRepository's `spec.ignore`), the last pattern that matches decides. As soon as there is any
 * pattern, only a repository's own files stay excluded by default. Throws SourceError `too-large` beyond 10 000 patterns.
 */
export function readIgnoreRules(tree: Tree, spec = ''): IgnoreRules {
  const written = [...ignoreFilesOf(tree), ...parseIgnoreFile(spec, [])];
  if (written.length > maxPatterns) {
    throw new SourceError('too-large', `more than ${maxPatterns} ignore patterns; join some of them`, {
      object: ignoreFile,
    });
  }
  const defaults =
    written.length === 0 ? [...repositoryFiles, ...unwantedByDefault.trim().split(/\s+/)] : repositoryFiles;
  const patterns = [...defaults.map((line) => parseIgnorePattern(line, [])), ...written].reverse();
  return {
    ignores(path, isFolder) {
      for (const pattern of patterns) {
        const verdict = pattern.judge(path, isFolder);
        if (verdict !== undefined) return verdict === 'exclude';
      }
      return false;
    },
  };
}

/** The patterns of all ignore files, those of a folder before those of the folders in it, as upstream reads them. */
function ignoreFilesOf(tree: Tree): readonly IgnorePattern[] {
  const patterns = [...patternsIn(tree, '')];
  for (const { path, entry } of walkTree(tree)) {
    if (entry.kind === 'folder' && patterns.length <= maxPatterns) patterns.push(...patternsIn(tree, path));
  }
  return patterns;
}

/** A `.sourceignore` that is a symbolic link is followed inside the tree. */
function patternsIn(tree: Tree, folder: string): readonly IgnorePattern[] {
  const path = folder === '' ? ignoreFile : `${folder}/${ignoreFile}`;
  if (tree.entry(path) === undefined) return [];
  const found = resolveLinks(tree, path);
  if (found.kind !== 'found' || found.entry.kind !== 'file') return [];
  return parseIgnoreFile(Buffer.from(tree.read(found.path)).toString(), folder === '' ? [] : folder.split('/'));
}

import { SourceError } from '../error.ts';
import type { Tree } from '../tree.ts';
import { childPath, resolveLinks, walkTree } from '../tree/index.ts';
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
 * pattern, only a repository's own files stay excluded by default. Throws SourceError `too-large` beyond 2000 patterns
 * and 64 KiB of them.
 */
export function readIgnoreRules(tree: Tree, spec = ''): IgnoreRules {
  const steps = ignoreRuleSteps(tree, spec);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, folder by folder, for who has other things to do in between. */
export function* ignoreRuleSteps(tree: Tree, spec = ''): Generator<void, IgnoreRules, undefined> {
  const written = [...patternsIn(tree, '')];
  for (const { path, entry } of walkTree(tree)) {
    if (entry.kind !== 'folder') continue;
    const found = patternsIn(tree, path);
    if (found.length > 0) {
      written.push(...found);
      checkCount(written);
    }
    yield;
  }
  written.push(...parseIgnoreFile(spec, []));
  checkCount(written);
  const defaults =
    written.length === 0 ? [...repositoryFiles, ...unwantedByDefault.trim().split(/\s+/)] : repositoryFiles;
  return rulesOf([...defaults.map((line) => parseIgnorePattern(line, [])), ...written]);
}

function rulesOf(patterns: readonly IgnorePattern[]): IgnoreRules {
  const strongestFirst = patterns.toReversed();
  return {
    ignores(path, isFolder) {
      for (const pattern of strongestFirst) {
        const verdict = pattern.judge(path, isFolder);
        if (verdict !== undefined) return verdict === 'exclude';
      }
      return false;
    },
  };
}

/** Each path is held against each pattern, which takes time by the lengths of both: so much for a hostile file. */
const maxPatternCharacters = 64 * 1024;

function checkCount(patterns: readonly IgnorePattern[]): void {
  const characters = patterns.reduce((sum, { text }) => sum + text.length, 0);
  if (patterns.length <= maxPatterns && characters <= maxPatternCharacters) return;
  const message = `more than ${maxPatterns} ignore patterns, or ${maxPatternCharacters} characters of them; join some`;
  throw new SourceError('too-large', message, { object: ignoreFile });
}

/** The patterns of the ignore file of one folder. A symbolic link is followed inside the tree. */
function patternsIn(tree: Tree, folder: string): readonly IgnorePattern[] {
  const path = childPath(folder, ignoreFile);
  if (tree.entry(path) === undefined) return [];
  const found = resolveLinks(tree, path);
  if (found.kind !== 'found' || found.entry.kind !== 'file') return [];
  return parseIgnoreFile(Buffer.from(tree.read(found.path)).toString(), folder === '' ? [] : folder.split('/'));
}

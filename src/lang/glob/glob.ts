import { compileAutomaton } from './automaton.ts';
import { parseDoublestar } from './doublestar.ts';
import { parseGobwas } from './gobwas.ts';
import type { GlobNode } from './node.ts';
import { parsePathMatch } from './path-match.ts';

/** A compiled glob pattern. */
export interface Glob {
  readonly pattern: string;
  /** Whether the whole of `text` matches. Takes at most length of text × length of pattern steps. */
  matches(text: string): boolean;
}

/**
 * Whose rules a pattern follows:
 *
 * - `argocd-directory`: an Application's `directory.include` and `exclude`, which see the path below the repository's root; gobwas
 *   without separators, so `*` crosses `/` (argo-cd v3.6, reposerver/repository, util/glob).
 * - `gobwas`: gobwas/glob v0.2.3, where `*` and `?` stop at the separators given (Argo CD's projects and RBAC have none, or `/` for
 *   source repositories) and `**` crosses them.
 * - `helm-files`: `.Files.Glob` of Helm 4: gobwas with `/`.
 * - `path-match`: Go's path.Match (Argo CD's git directory generator, changed paths, sync windows).
 * - `envsubst`: what cuts values in Flux's `${name%pattern}` (fluxcd/pkg envsubst/path): path.Match in which `*` crosses `/`.
 * - `doublestar`: bmatcuk/doublestar v4.8.1 (Argo CD's git file generator and value files, Flux's ArtifactGenerator).
 */
export type GlobStyle = 'argocd-directory' | 'gobwas' | 'helm-files' | 'path-match' | 'envsubst' | 'doublestar';

/** The longest pattern that is read, in UTF-16 code units. */
const maxPatternLength = 2048;

/** Compiles a pattern; undefined where its style refuses it and where it is longer than 2 048 characters. */
export function compileGlob(
  pattern: string,
  options: { readonly style: GlobStyle; /** Only for `gobwas`; none by default. */ readonly separators?: string },
): Glob | undefined {
  if (pattern.length > maxPatternLength) return undefined;
  const { parse, separators } = styles[options.style];
  const nodes = parse(pattern);
  if (nodes === undefined) return undefined;
  const used = options.style === 'gobwas' ? (options.separators ?? '') : separators;
  const codePoints = new Set(Array.from(used, (character) => character.codePointAt(0) ?? 0));
  return { pattern, matches: compileAutomaton(nodes, codePoints) };
}

/**
 * Whether `text` matches a gobwas pattern, as Argo CD's glob.Match answers it: a pattern that cannot be read matches nothing. Who
 * asks often compiles once with `compileGlob`.
 */
export function matchGob(pattern: string, text: string, separators = ''): boolean {
  return compileGlob(pattern, { style: 'gobwas', separators })?.matches(text) ?? false;
}

const styles: Readonly<
  Record<GlobStyle, { parse: (pattern: string) => readonly GlobNode[] | undefined; separators: string }>
> = {
  'argocd-directory': { parse: parseGobwas, separators: '' },
  gobwas: { parse: parseGobwas, separators: '' },
  'helm-files': { parse: parseGobwas, separators: '/' },
  'path-match': { parse: parsePathMatch, separators: '/' },
  envsubst: { parse: parsePathMatch, separators: '' },
  doublestar: { parse: parseDoublestar, separators: '/' },
};

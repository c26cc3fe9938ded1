import type { Problem } from '../../base/index.ts';
import { compileGlob, type Glob } from '../../lang/index.ts';
import { resolveLinks, type Tree, type TreeEntry } from '../../source/index.ts';
import type { RenderContext } from '../render-kind.ts';
import type { DirectoryOptions } from '../renderer.ts';

/** A file that may hold manifests: where it was found, and where its content lies (elsewhere if a symbolic link led there). */
export interface SelectedFile {
  readonly found: string;
  readonly path: string;
  readonly entry: Extract<TreeEntry, { readonly kind: 'file' }>;
}

/** The files of a folder that a dialect looks at, in the order of its output; problems and warnings are of those that it cannot have. */
export interface Selection {
  readonly files: readonly SelectedFile[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const kustomizationNames: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/**
 * Selects as Argo CD does (v3.6, reposerver/repository getPotentiallyValidManifests): a walk in the order of names, extensions yaml,
 * yml, json and jsonnet, links judged before globs, `exclude` before `include`; both see the path below `folder`. Or as Flux does where
 * there is no kustomization (fluxcd/pkg kustomize scanManifests): yaml and yml; a folder with a kustomization of its own needs kustomize.
 */
export function selectFiles(tree: Tree, folder: string, options: DirectoryOptions, context: RenderContext): Selection {
  const globs = compileGlobs(options);
  if ('problems' in globs) return { files: [], problems: globs.problems, warnings: [] };
  const selector = new Selector(tree, folder, options, context, globs);
  selector.visit(folder);
  return selector;
}

class Selector implements Selection {
  readonly files: SelectedFile[] = [];
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #tree: Tree;
  readonly #folder: string;
  readonly #options: DirectoryOptions;
  readonly #context: RenderContext;
  readonly #globs: Globs;

  constructor(tree: Tree, folder: string, options: DirectoryOptions, context: RenderContext, globs: Globs) {
    this.#tree = tree;
    this.#folder = folder;
    this.#options = options;
    this.#context = context;
    this.#globs = globs;
  }

  visit(folder: string): void {
    this.#context.checkpoint();
    const entries = this.#tree.list(folder) ?? [];
    if (this.#options.dialect === 'flux' && this.#needsKustomize(folder, entries)) return;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind !== 'folder') this.#consider(path, entry);
      else if (this.#options.recurse) this.visit(path);
    }
  }

  #needsKustomize(folder: string, entries: readonly TreeEntry[]): boolean {
    const kustomization = entries.find(({ kind, name }) => kind !== 'folder' && kustomizationNames.has(name));
    if (kustomization === undefined) return false;
    const file = folder === '' ? kustomization.name : `${folder}/${kustomization.name}`;
    const message =
      'this folder needs kustomize, it cannot be rendered as plain manifests: render it as a kustomization';
    this.problems.push({ code: 'needs-kustomize', message, file });
    return true;
  }

  #consider(path: string, entry: TreeEntry): void {
    if (!this.#hasExtension(entry.name)) return;
    const target = entry.kind === 'symlink' ? this.#followLink(path) : path;
    if (target === undefined || !this.#globsLetPass(path)) return;
    const file = this.#tree.entry(target);
    if (file?.kind === 'file') this.files.push({ found: path, path: target, entry: file });
  }

  #hasExtension(name: string): boolean {
    if (this.#options.disableExtensionFilter === true) return true;
    return (this.#options.dialect === 'argocd' ? /\.(?:yaml|yml|json|jsonnet)$/ : /\.ya?ml$/).test(name);
  }

  /** The file that a link leads to. Argo CD passes over a link to nothing or to a folder; for Flux there are no links. */
  #followLink(path: string): string | undefined {
    const end = resolveLinks(this.#tree, path);
    if (end.kind === 'found' && end.entry.kind === 'file') return end.path;
    if (end.kind === 'escapes') {
      const message = `this symbolic link leads out of the repository (to ${end.target}): replace it by the file itself`;
      this.problems.push({ code: 'link-outside', message, file: path });
    } else if (end.kind === 'circular') {
      this.problems.push({
        code: 'link-circle',
        message: 'this symbolic link leads in a circle: remove it',
        file: path,
      });
    } else {
      const message = `this symbolic link leads to ${end.kind === 'missing' ? 'nothing' : 'a folder'}: remove it or mend it`;
      this.warnings.push({ code: 'link-to-no-file', message, file: path });
    }
    return undefined;
  }

  #globsLetPass(path: string): boolean {
    const below = this.#folder === '' ? path : path.slice(this.#folder.length + 1);
    const { include, exclude } = this.#globs;
    return exclude?.matches(below) !== true && include?.matches(below) !== false;
  }
}

interface Globs {
  readonly include: Glob | undefined;
  readonly exclude: Glob | undefined;
}

/** Argo CD takes a pattern that it cannot read for one that matches nothing; with `include` that would empty the application. */
function compileGlobs(options: DirectoryOptions): Globs | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const compile = (field: 'include' | 'exclude'): Glob | undefined => {
    const pattern = options[field] ?? '';
    if (pattern === '') return undefined;
    const glob = compileGlob(pattern, { style: 'argocd-directory' });
    if (glob === undefined) {
      problems.push({
        code: 'invalid-glob',
        message: `directory.${field} is no valid pattern: ${JSON.stringify(pattern)}`,
      });
    }
    return glob;
  };
  const globs = { include: compile('include'), exclude: compile('exclude') };
  return problems.length > 0 ? { problems } : globs;
}

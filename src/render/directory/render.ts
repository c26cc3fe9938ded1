import type { Problem } from '../../base/index.ts';
import type { Tree } from '../../source/index.ts';
import { maxExpansion } from '../limits.ts';
import type { RenderContext, RenderedObject, RenderKind, RenderOutput } from '../render-kind.ts';
import type { DirectoryOptions } from '../renderer.ts';
import type { FileProblem } from './file-problem.ts';
import { findFolder } from '../tree/index.ts';
import { ParsedFiles } from './parsed-files.ts';
import type { ParsedFile } from './parse-file.ts';
import { RepeatedObjects } from './repeated.ts';
import { type SelectedFile, selectFiles } from './select.ts';

/** The renderer of plain manifests; files parsed before are kept in about `cacheBytes`. */
export function createDirectoryKind(options: { readonly cacheBytes: number }): RenderKind<DirectoryOptions> {
  const parsed = new ParsedFiles({ maxBytes: options.cacheBytes });
  return {
    render(tree, path, directory, context) {
      const place = findFolder(tree, path);
      if ('problem' in place) return { objects: [], problems: [place.problem], warnings: [] };
      const selection = selectFiles(tree, place.folder, directory, context);
      const collector = new Collector(directory, context);
      collector.problems.push(...selection.problems);
      collector.warnings.push(...selection.warnings);
      for (const file of selection.files) {
        if (!collector.takeFile(tree, file, parsed)) break;
      }
      return collector;
    },
  };
}

/** Gathers the objects of files and watches the limits of the render. */
class Collector implements RenderOutput {
  readonly objects: RenderedObject[] = [];
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #options: DirectoryOptions;
  readonly #context: RenderContext;
  readonly #repeated: RepeatedObjects;
  #fileBytes = 0;
  #jsonBytes = 0;

  constructor(options: DirectoryOptions, context: RenderContext) {
    this.#options = options;
    this.#context = context;
    this.#repeated = new RepeatedObjects(options.dialect);
  }

  /** Takes what `file` holds; false once a limit is passed, after which nothing more may come. */
  takeFile(tree: Tree, file: SelectedFile, parsed: ParsedFiles): boolean {
    this.#context.checkpoint();
    const { maxBytes } = this.#context.limits;
    // Without this a file that alone is too large would be read whole only to find Argo CD's mark in it.
    if (file.entry.size > maxBytes) return this.#tooManyBytes(file.found, `this file is larger than ${maxBytes} bytes`);
    const kept = parsed.get(file, this.#options.dialect, () => tree.read(file.path));
    if (kept.kind === 'skipped') return true;
    this.#fileBytes += file.entry.size;
    if (this.#fileBytes > maxBytes) {
      return this.#tooManyBytes(file.found, `with this file, the manifests are larger than ${maxBytes} bytes together`);
    }
    this.problems.push(...kept.file.problems.map(inFile(file.path)));
    this.warnings.push(...kept.file.warnings.map(inFile(file.path)));
    return this.#takeObjects(kept.file, file.path);
  }

  #takeObjects(parsed: ParsedFile, file: string): boolean {
    const { maxObjects, maxBytes } = this.#context.limits;
    for (const object of parsed.objects) {
      if (this.objects.length === maxObjects) {
        const message = `there are more than ${maxObjects} objects: split them over several folders`;
        this.problems.push({ code: 'too-many-objects', message, file, line: object.line, column: object.column });
        return false;
      }
      this.#jsonBytes += object.json.length;
      if (this.#jsonBytes > maxExpansion * maxBytes) {
        return this.#tooManyBytes(
          file,
          `with this file, the objects are larger than ${maxExpansion * maxBytes} bytes together`,
        );
      }
      const repeated = this.#repeated.add(object, file);
      if (repeated !== undefined) (this.#options.dialect === 'flux' ? this.problems : this.warnings).push(repeated);
      this.objects.push({ json: object.json, origins: { bytes: object.origins, files: [file], transformers: [] } });
    }
    return true;
  }

  #tooManyBytes(file: string, what: string): false {
    this.problems.push({ code: 'too-many-bytes', message: `${what}: split them over several folders`, file });
    return false;
  }
}

function inFile(file: string): (problem: FileProblem) => Problem {
  return (problem) => ({ ...problem, file });
}

import { resolveLinks, type Tree } from '../../../source/index.ts';
import { HelmError } from '../error.ts';
import type { HelmProfile } from '../profile.ts';
import type { ChartFile } from './chart.ts';
import { type ChartIgnoreRules, readChartIgnoreRules } from './ignore-rules.ts';
import { type ChartLimits, maxFileBytes } from './limits.ts';
import { withoutMark } from './read-archive.ts';

/** The most folders in one another: ends the walk where links go in circles. */
const maxDepth = 100;

/** A file of a chart's folder. */
export interface ListedFile {
  /** From the chart on. */
  readonly name: string;
  /** Where it is in the tree once links are followed. */
  readonly path: string;
}

/**
 * The files of a chart's folder, in the order of a walk by name, without what .helmignore leaves out; symbolic links are followed inside the
 * tree (helm 4.2, pkg/chart/v2/loader/directory.go). Throws HelmError `bad-chart` for links that lead nowhere or outside, `limit`.
 */
export function listChartFolder(tree: Tree, folder: string, profile: HelmProfile, limits: ChartLimits): ListedFile[] {
  return new Walk(tree, folder, profile, limits).files;
}

/** Reads files that were listed. */
export function readListed(tree: Tree, files: readonly ListedFile[]): ChartFile[] {
  return files.map(({ name, path }) => ({ name, data: withoutMark(readFileData(tree, path)) }));
}

/** The data of a file as a byte string. */
export function readFileData(tree: Tree, path: string): string {
  const bytes = tree.read(path);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

class Walk {
  readonly files: ListedFile[] = [];
  readonly #tree: Tree;
  readonly #profile: HelmProfile;
  readonly #limits: ChartLimits;
  readonly #rules: ChartIgnoreRules;
  #room: number;

  constructor(tree: Tree, folder: string, profile: HelmProfile, limits: ChartLimits) {
    this.#tree = tree;
    this.#profile = profile;
    this.#limits = limits;
    this.#room = limits.maxBytes;
    this.#rules = readChartIgnoreRules(this.#ignoreText(folder));
    this.#visit(folder, '', 0);
  }

  #ignoreText(folder: string): string {
    const found = resolveLinks(this.#tree, joined(folder, '.helmignore'));
    if (found.kind !== 'found' || found.entry.kind !== 'file') return '';
    return Buffer.from(this.#tree.read(found.path)).toString('utf8');
  }

  /** `name` is the path from the chart on, `at` where that is in the tree once links are followed. */
  #visit(at: string, name: string, depth: number): void {
    if (depth > maxDepth) {
      throw new HelmError('limit', `folders lie more than ${maxDepth} deep in one another`, { object: name });
    }
    for (const entry of this.#tree.list(at) ?? []) {
      const below = joined(name, entry.name);
      const path = joined(at, entry.name);
      const place = entry.kind === 'symlink' ? this.#follow(path, below) : { kind: entry.kind, path };
      if (this.#rules.ignores(below, place.kind === 'folder')) continue;
      if (place.kind === 'folder') this.#visit(place.path, below, depth + 1);
      else this.#take(place.path, below);
    }
  }

  #follow(path: string, name: string): { readonly kind: 'file' | 'folder'; readonly path: string } {
    const end = resolveLinks(this.#tree, path);
    if (end.kind === 'found') return { kind: end.entry.kind, path: end.path };
    const why =
      end.kind === 'escapes'
        ? `leads to ${end.target}, outside of what the chart may read`
        : end.kind === 'circular'
          ? 'leads in a circle'
          : `leads to ${end.path}, where no file is`;
    throw new HelmError('bad-chart', `error evaluating symlink ${name}: it ${why}`, { object: name });
  }

  #take(path: string, name: string): void {
    if (this.files.length === this.#limits.maxFiles) {
      throw new HelmError('limit', `the chart has more than ${this.#limits.maxFiles} files`);
    }
    const entry = this.#tree.entry(path);
    const size = entry?.kind === 'file' ? entry.size : 0;
    if (this.#profile !== '4.3' && size > maxFileBytes) {
      const base = name.slice(name.lastIndexOf('/') + 1);
      throw new HelmError('limit', `chart file "${base}" is larger than the maximum file size ${maxFileBytes}`);
    }
    this.#room -= size;
    if (this.#room < 0) {
      throw new HelmError('limit', `chart exceeds maximum decompressed size of ${this.#limits.maxBytes} bytes`);
    }
    this.files.push({ name, path });
  }
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}

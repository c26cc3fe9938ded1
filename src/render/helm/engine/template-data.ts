import { GoMap, type GoValue } from '../../../lang/index.ts';
import { type ChartFile, type ChartNode, nodePath } from '../chart/index.ts';
import { chartValue } from './chart-value.ts';
import { filesValue } from './files-value.ts';
import { valuesValue } from './values-value.ts';

/** A template file and what it is executed with. */
export interface Renderable {
  readonly file: ChartFile;
  /** `.`, shared by all templates of its chart, but for `Template`. */
  readonly data: GoMap;
  /** `.Template.BasePath`. */
  readonly basePath: string;
}

/** What templates of all charts share. */
export interface TemplateWorld {
  readonly release: GoMap;
  readonly capabilities: GoValue;
}

/**
 * Every template of a chart and of those in it by its path, with its data (helm 4.2, pkg/engine/engine.go recAllTpls). Of library charts only
 * files that start with `_` count.
 */
export function allTemplates(root: ChartNode, values: GoMap, world: TemplateWorld): Map<string, Renderable> {
  const templates = new Map<string, Renderable>();
  collect(root, valuesValue(values.entries), world, templates);
  return templates;
}

function collect(node: ChartNode, values: GoMap, world: TemplateWorld, templates: Map<string, Renderable>): GoMap {
  const subcharts = new Map<string, GoValue>();
  const data = valuesValue(
    new Map<string, GoValue>([
      ['Chart', chartValue(node.metadata, node.parent === undefined)],
      ['Files', filesValue(node.chart.files)],
      ['Release', world.release],
      ['Capabilities', world.capabilities],
      ['Values', values],
      ['Subcharts', new GoMap(subcharts)],
    ]),
  );
  for (const child of node.dependencies) {
    const { name } = child.metadata;
    subcharts.set(name, collect(child, sectionOf(values, name), world, templates));
  }
  const path = nodePath(node);
  const isLibrary = node.metadata.type.toLowerCase() === 'library';
  for (const file of node.chart.templates) {
    if (isLibrary && !baseName(file.name).startsWith('_')) continue;
    templates.set(`${path}/${file.name}`, { file, data, basePath: `${path}/templates` });
  }
  return data;
}

/** The values of a chart within those of the one that it is in. */
function sectionOf(values: GoMap, name: string): GoMap {
  // A name with dots is a path, as in helm.
  let section: GoValue | undefined = values;
  for (const part of name.split('.')) section = section instanceof GoMap ? section.entries.get(part) : undefined;
  return valuesValue(section instanceof GoMap ? section.entries : new Map<string, GoValue>());
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Deepest first, then by name from behind: later definitions win, so those of parents do (helm 4.2, sortTemplates). */
export function templateOrder(paths: Iterable<string>): string[] {
  const depths = new Map([...paths].map((path) => [path, path.split('/').length]));
  return [...depths.keys()].sort((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0) || (a < b ? 1 : -1));
}

import type { GoMap } from '../../../lang/index.ts';
import type { Chart, ChartMetadata } from './chart.ts';

/**
 * A chart within one render: which dependencies it has, what they are called and what values it says change while dependencies are processed.
 * Parents are kept as helm keeps them, since a chart's path in `# Source:` follows from them.
 */
export interface ChartNode {
  readonly chart: Chart;
  metadata: ChartMetadata;
  dependencies: readonly ChartNode[];
  values: GoMap | undefined;
  parent: ChartNode | undefined;
}

/** A chart with all in it, ready to be processed. */
export function nodeOf(chart: Chart, parent?: ChartNode): ChartNode {
  const node: ChartNode = { chart, metadata: chart.metadata, dependencies: [], values: chart.values, parent };
  node.dependencies = chart.dependencies.map((dependency) => nodeOf(dependency, node));
  return node;
}

/** The path of a chart as templates and `# Source:` have it: `root/charts/child`. */
export function nodePath(node: ChartNode): string {
  const { name } = node.metadata;
  return node.parent === undefined ? name : `${nodePath(node.parent)}/charts/${name}`;
}

/** Gives a node its dependencies, which become its children. */
export function adopt(node: ChartNode, dependencies: readonly ChartNode[]): void {
  for (const dependency of dependencies) dependency.parent = node;
  node.dependencies = dependencies;
}

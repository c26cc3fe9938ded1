import { GoMap } from '../../../lang/index.ts';
import type { ChartNode } from '../chart/index.ts';
import { coalesceTables, coalesceValues, copyMap, tableAt } from '../values/index.ts';
import type { DependencyOptions } from './process.ts';

/**
 * Takes values of dependencies into the charts that import them, deepest first (helm 4.2, pkg/chart/v2/util/dependencies.go
 * processDependencyImportValues with merge). What the chart itself says wins.
 */
export function processImports(node: ChartNode, options: DependencyOptions): void {
  for (const dependency of node.dependencies) processImports(dependency, options);
  const entries = node.metadata.dependencies;
  if (entries === undefined) return;
  const values = coalesceValues(node, undefined, { ...options, nulls: 'merge' });
  let imported = new GoMap();
  for (const { name, importValues } of entries) {
    for (const wanted of importValues) {
      if (wanted === undefined) continue;
      const { child, parent } = typeof wanted === 'string' ? { child: `exports.${wanted}`, parent: '.' } : wanted;
      const table = tableAt(values, `${name}.${child}`);
      if (table === undefined) options.warn(`ImportValues missing table from chart chart=${name} path=${child}`);
      else imported = coalesceTables(imported, below(parent, table), '', true, options);
    }
  }
  node.metadata = {
    ...node.metadata,
    dependencies: entries.map((entry) => ({
      ...entry,
      importValues: entry.importValues.flatMap((wanted) =>
        wanted === undefined ? [] : [typeof wanted === 'string' ? { child: `exports.${wanted}`, parent: '.' } : wanted],
      ),
    })),
  };
  node.values = coalesceTables(copyMap(values), imported, '', true, options);
}

/** A table at a path of a new one. */
function below(path: string, table: GoMap): GoMap {
  if (path === '.') return table;
  return path.split('.').reduceRight((inner, name) => new GoMap(new Map([[name, inner]])), table);
}

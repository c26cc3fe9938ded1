import { type GoMap, parseConstraint, parseVersion } from '../../../lang/index.ts';
import { adopt, type ChartDependency, type ChartNode } from '../chart/index.ts';
import { coalesceValues, tableAt, valueAt } from '../values/index.ts';
import type { DependencyOptions } from './process.ts';

/**
 * Names the dependencies that aliases name, and takes out those that conditions and tags turn off, in this chart and all below it (helm 4.2,
 * pkg/chart/v2/util/dependencies.go processDependencyEnabled). `path` is that of the chart in the root's values, with a dot at its end.
 */
export function processEnabled(node: ChartNode, values: GoMap, path: string, options: DependencyOptions): void {
  const declared = node.metadata.dependencies;
  if (declared === undefined) return;
  const undeclared = node.dependencies.filter(
    ({ metadata }) => !declared.some(({ name, version }) => name === metadata.name && fits(version, metadata.version)),
  );
  const found = declared.flatMap((dependency) => findChart(node.dependencies, dependency) ?? []);
  adopt(node, [...undeclared, ...found]);
  const entries = declared.map((entry) => ({ ...entry, name: entry.alias === '' ? entry.name : entry.alias }));
  node.metadata = { ...node.metadata, dependencies: entries };

  const coalesced = coalesceValues(node, values, { ...options, nulls: 'coalesce' });
  const decided = entries.map((entry) => ({ ...entry, enabled: isEnabled(entry, coalesced, path, options) }));
  const disabled = new Set(decided.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const kept = node.dependencies.filter(({ metadata }) => !disabled.has(metadata.name));
  for (const child of kept) processEnabled(child, coalesced, `${path}${child.metadata.name}.`, options);
  node.metadata = { ...node.metadata, dependencies: decided.filter(({ name }) => !disabled.has(name)) };
  adopt(node, kept);
}

/** Whether a version fits a constraint; not where either cannot be read (helm 4.2, IsCompatibleRange). */
export function fits(constraint: string, version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && (parseConstraint(constraint)?.matches(parsed) ?? false);
}

/** A copy of the chart that an entry means, under the name that the entry gives it; charts in it are copied too, those below are not. */
function findChart(charts: readonly ChartNode[], { name, version, alias }: ChartDependency): ChartNode | undefined {
  const chart = charts.find(({ metadata }) => metadata.name === name && fits(version, metadata.version));
  if (chart === undefined) return undefined;
  const metadata = alias === '' ? { ...chart.metadata } : { ...chart.metadata, name: alias };
  const copy: ChartNode = { ...chart, metadata };
  adopt(
    copy,
    chart.dependencies.map((dependency) => ({ ...dependency })),
  );
  return copy;
}

/** Tags first, then conditions, which win. */
function isEnabled(entry: ChartDependency, values: GoMap, path: string, options: DependencyOptions): boolean {
  return byCondition(entry, values, path, options) ?? byTags(entry, values, options);
}

function byTags({ name, tags }: ChartDependency, values: GoMap, { warn }: DependencyOptions): boolean {
  const table = tableAt(values, 'tags');
  let seen: boolean | undefined;
  for (const tag of table === undefined ? [] : tags) {
    const value = table?.entries.get(tag);
    if (value === true) seen = true;
    else if (value === false) seen ??= false;
    else if (table?.entries.has(tag) === true) warn(`returned non-bool value tag=${tag} chart=${name}`);
  }
  return seen ?? true;
}

function byCondition(
  { name, condition }: ChartDependency,
  values: GoMap,
  path: string,
  { warn }: DependencyOptions,
): boolean | undefined {
  for (const place of condition.trim().split(',')) {
    if (place === '') continue;
    const value = valueAt(values, `${path}${place}`);
    if (value === undefined) continue;
    if (typeof value === 'boolean') return value;
    warn(`returned non-bool value path=${place} chart=${name}`);
  }
  return undefined;
}

import { KustomizeError } from '../error.ts';
import { generateConfigMap, generateSecret } from '../generators/index.ts';
import { absorbAll, createResource, type Resource } from '../resource/index.ts';
import type { Accumulator } from './accumulator.ts';
import { configuredOrigin } from './origin.ts';
import { parseObjects } from './parse-resources.ts';
import { externalGenerators } from './plugins.ts';
import type { Target } from './target.ts';

/** Adds what the generators of a kustomization make: ConfigMaps, Secrets, charts, then those of `generators` (KustTarget.runGenerators). */
export function runGenerators(target: Target, into: Accumulator): void {
  const { kustomization, location, run } = target;
  const context = { files: location, scopes: run.scopes, options: kustomization.generatorOptions };
  const steps: (() => Resource[])[] = [
    ...kustomization.configMapGenerator.map(
      (entry) => () => from(target, 'ConfigMapGenerator', [generateConfigMap(entry, context)]),
    ),
    ...kustomization.secretGenerator.map(
      (entry) => () => from(target, 'SecretGenerator', [generateSecret(entry, context)]),
    ),
    ...kustomization.helmCharts.map(
      (_, index) => () => from(target, 'HelmChartInflationGenerator', renderChart(target, index)),
    ),
    ...externalGenerators(target),
  ];
  for (const step of steps) {
    absorbAll(into.resources, step());
    into.changed();
  }
}

function from({ origin, kustomization }: Target, kind: string, resources: Resource[]): Resource[] {
  if (origin === undefined) return resources;
  const by = { apiVersion: 'builtin', kind };
  for (const resource of resources) resource.origin ??= configuredOrigin(origin, kustomization.fileName, by);
  return resources;
}

function renderChart(target: Target, index: number): Resource[] {
  const { kustomization, location, run, chartNamespace } = target;
  const chart = kustomization.helmCharts[index];
  if (chart === undefined) return [];
  const { charts, profile } = run.options;
  if (charts === undefined) {
    throw new KustomizeError('helm', 'must specify --enable-helm', { place: chart.place });
  }
  const { manifests, name } = charts.render({
    chart,
    globals: kustomization.helmGlobals,
    namespace: profile === '5.7' ? undefined : chartNamespace,
    folder: location.folder,
    files: location,
  });
  return parseObjects(manifests, name).map((root) => createResource(root, run.scopes));
}

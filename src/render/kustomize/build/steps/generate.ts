import { generateConfigMap, generateSecret } from '../../generators/index.ts';
import { absorbAll, type Resource } from '../../resource/index.ts';
import type { Accumulator } from '../accumulator.ts';
import { renderChart } from '../charts/index.ts';
import { configuredOrigin } from '../origin.ts';
import { externalGenerators, type Gather } from './plugins.ts';
import type { Target } from '../target.ts';

/** Adds what the generators of a kustomization make: ConfigMaps, Secrets, charts, then those of `generators` (KustTarget.runGenerators). */
export function runGenerators(target: Target, into: Accumulator, gather: Gather): void {
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
      (chart) => () =>
        from(target, 'HelmChartInflationGenerator', renderChart(target, chart, kustomization.helmGlobals)),
    ),
    ...externalGenerators(target, gather),
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

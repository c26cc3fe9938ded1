import { generateConfigMap, generateSecret } from '../../generators/index.ts';
import { RemoteNeeded } from '../../../remote/index.ts';
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
        from(
          target,
          'HelmChartInflationGenerator',
          renderChart(target, chart, kustomization.helmGlobals, target.chartNamespace),
        ),
    ),
    ...externalGenerators(target, gather),
  ];
  for (const step of steps) {
    absorbAll(into.resources, attempt(step, target));
    into.changed();
  }
}

/** What has to be fetched first is noted, and the rest is looked at for more of it. */
function attempt(step: () => Resource[], { run }: Target): Resource[] {
  run.options.checkpoint();
  try {
    return step();
  } catch (error) {
    if (!(error instanceof RemoteNeeded)) throw error;
    run.needs.push(error.need);
    return [];
  }
}

function from({ origin, kustomization }: Target, kind: string, resources: Resource[]): Resource[] {
  if (origin === undefined) return resources;
  const by = { apiVersion: 'builtin', kind };
  for (const resource of resources) resource.origin ??= configuredOrigin(origin, kustomization.fileName, by);
  return resources;
}

import type { GoMap } from '../../../lang/index.ts';
import { type Chart, type ChartNode, dependencyFault } from '../chart/index.ts';
import { HelmError } from '../error.ts';
import type { HelmProfile } from '../profile.ts';
import { processEnabled } from './enabled.ts';
import { processImports } from './import-values.ts';

/** How dependencies are processed. */
export interface DependencyOptions {
  readonly profile: HelmProfile;
  readonly warn: (message: string) => void;
}

/**
 * Makes of a chart's node what is rendered: dependencies by their aliases, without those that are turned off, and with the values that
 * charts import (helm 4.2, ProcessDependencies). Throws HelmError `dependencies`.
 */
export function processDependencies(node: ChartNode, values: GoMap, options: DependencyOptions): void {
  try {
    processEnabled(node, values, '', options);
    processImports(node, options);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const message = `chart dependencies processing failed: ${error.message}`;
    throw new HelmError('dependencies', message, { object: error.object, cause: error });
  }
}

/** Throws HelmError `dependencies` where Chart.yaml names charts that are not in charts/ (helm 4.2, CheckDependencies). */
export function checkDependencies({ metadata, dependencies }: Chart, profile: HelmProfile): void {
  const missing = (metadata.dependencies ?? []).filter(
    ({ name }) => !dependencies.some((dependency) => dependency.metadata.name === name),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const message = `${dependencyFault(profile)}: found in Chart.yaml, but missing in charts/ directory: ${names}`;
  throw new HelmError('dependencies', message, { object: names });
}

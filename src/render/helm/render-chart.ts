import type { JsonObject } from '../../base/index.ts';
import {
  type GoFunctions,
  type GoMap,
  type TemplateBudget,
  TemplateBudgetError,
  textOfBytes,
} from '../../lang/index.ts';
import { type Capabilities, capabilitiesValue } from './capabilities/index.ts';
import { type Chart, type ChartNode, nodeOf, nodePath } from './chart/index.ts';
import { checkDependencies, fits, processDependencies } from './dependencies/index.ts';
import {
  allTemplates,
  chartFunctions,
  type Lookup,
  mapOfEntries,
  ParsedTemplates,
  renderTemplates,
} from './engine/index.ts';
import { HelmError } from './error.ts';
import { type ManifestHead, ManifestHeads, type ReleaseHook, sortManifests } from './output/index.ts';
import type { HelmProfile } from './profile.ts';
import type { TracedOutput } from './provenance/index.ts';
import { chartRecord } from './record.ts';
import { checkReleaseName } from './release-name.ts';
import { validateSchema, validateSchemas } from './schema/index.ts';
import { coalesceValues, jsonOf } from './values/index.ts';

/** What renders of one thread share. */
export interface HelmCaches {
  readonly parsed: ParsedTemplates;
  readonly heads: ManifestHeads;
}

/** Makes caches of about `cacheBytes` in all. */
export function createHelmCaches({ cacheBytes }: { readonly cacheBytes: number }): HelmCaches {
  return {
    parsed: new ParsedTemplates({ maxBytes: cacheBytes / 4 }),
    heads: new ManifestHeads({ maxBytes: cacheBytes / 2 }),
  };
}

/** The release that a chart is rendered for. */
export interface ReleaseNames {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly isUpgrade: boolean;
}

/** How a chart is rendered. */
export interface RenderChartOptions {
  readonly profile: HelmProfile;
  readonly release: ReleaseNames;
  /** What was said beside the chart; never changed. */
  readonly values: GoMap;
  readonly capabilities: Capabilities;
  /** sprig's, with their clock and randomness. */
  readonly functions: GoFunctions;
  readonly budget: TemplateBudget;
  /** Told of every template before it is executed: for randomness that depends on it. */
  readonly enter?: ((template: string) => void) | undefined;
  /** Told what every template printed and where it comes from; for a render on demand, since that takes longer. */
  readonly traced?: ((output: TracedOutput) => void) | undefined;
  /** Looks objects up in a cluster; absent: nothing is found. */
  readonly lookup?: Lookup | undefined;
  readonly skipSchemaValidation?: boolean | undefined;
}

/** A document of a release. */
export interface ChartManifest {
  /** The template's path: `# Source:` names it. */
  readonly path: string;
  readonly content: string;
  readonly head: ManifestHead;
}

/** A file of a chart's crds/. */
export interface ChartCrd {
  /** From the root chart on. */
  readonly path: string;
  readonly content: string;
}

/** What a chart gave. All texts are text, not byte strings. */
export interface RenderedChart {
  /** In the order of installation. */
  readonly manifests: readonly ChartManifest[];
  readonly hooks: readonly ReleaseHook[];
  readonly crds: readonly ChartCrd[];
  /** NOTES.txt of the chart itself. */
  readonly notes: string;
  /** The chart as helm stores it with a release. */
  readonly chart: JsonObject;
  /** What was said beside the chart, as helm stores it. */
  readonly config: JsonObject;
  readonly warnings: readonly string[];
}

/**
 * Renders a chart as `helm template` and the first half of `helm install` do (helm 4.2, pkg/action/install.go). Throws HelmError with what helm
 * says, `limit` where the budget is spent.
 */
export function renderChart(chart: Chart, options: RenderChartOptions, caches: HelmCaches): RenderedChart {
  const warnings: string[] = [...chart.warnings];
  try {
    return render(chart, options, caches, warnings);
  } catch (error) {
    if (error instanceof TemplateBudgetError) {
      throw new HelmError('limit', `${error.message}: make the chart smaller`, {
        object: chart.metadata.name,
        cause: error,
      });
    }
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      const message = 'the templates call each other too deep';
      throw new HelmError('limit', message, { object: chart.metadata.name, cause: error });
    }
    throw error;
  }
}

function render(chart: Chart, options: RenderChartOptions, caches: HelmCaches, warnings: string[]): RenderedChart {
  const { profile, capabilities, release, values } = options;
  const { type, deprecated, kubeVersion } = chart.metadata;
  if (type === 'library') throw new HelmError('bad-chart', 'library charts are not installable');
  if (deprecated) warnings.push('this chart is deprecated');
  checkDependencies(chart, profile);
  checkReleaseName(release.name);
  const root = nodeOf(chart);
  const rules = { profile, warn: (message: string) => void warnings.push(message) };
  processDependencies(root, values, rules);
  const coalesced = coalesceValues(root, values, { ...rules, nulls: 'coalesce' });
  if (options.skipSchemaValidation !== true) validateSchemas(root, coalesced, validateSchema);
  if (kubeVersion !== '' && !fits(kubeVersion, capabilities.kubeVersion.normalized)) {
    const message = `chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${capabilities.kubeVersion.version}`;
    throw new HelmError('kube-version', message, { object: chart.metadata.name });
  }
  const templates = allTemplates(root, coalesced, {
    release: releaseValue(release),
    capabilities: capabilitiesValue(capabilities, profile),
  });
  const files = renderTemplates(templates, {
    functions: new Map([...options.functions, ...chartFunctions(options.budget, { profile, lookup: options.lookup })]),
    budget: options.budget,
    parsed: caches.parsed,
    enter: options.enter,
    traced: options.traced,
  });
  const notes = takeNotes(files, root);
  const { manifests, hooks } = sortManifests(files, caches.heads, rules);
  return {
    manifests: manifests.map(({ path, content, head }) => ({
      path: textOfBytes(path),
      content: textOfBytes(content),
      head,
    })),
    hooks: hooks.map((hook) => ({
      ...hook,
      name: textOfBytes(hook.name),
      path: textOfBytes(hook.path),
      manifest: textOfBytes(hook.manifest),
    })),
    crds: crdsOf(root),
    notes: textOfBytes(notes),
    chart: chartRecord(root),
    config: jsonOf(values) as JsonObject,
    warnings,
  };
}

function releaseValue({ name, namespace, revision, isUpgrade }: ReleaseNames): GoMap {
  return mapOfEntries({
    Name: name,
    Namespace: namespace,
    IsUpgrade: isUpgrade,
    IsInstall: !isUpgrade,
    Revision: BigInt(revision),
    Service: 'Helm',
  });
}

/** Takes all NOTES.txt out, and gives the root chart's. */
function takeNotes(files: Map<string, string>, root: ChartNode): string {
  const notes = files.get(`${root.metadata.name}/templates/NOTES.txt`) ?? '';
  for (const path of files.keys()) if (path.endsWith('NOTES.txt')) files.delete(path);
  return notes;
}

function crdsOf(node: ChartNode): ChartCrd[] {
  const own = node.chart.files.filter(({ name }) => name.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(name));
  return [
    ...own.map(({ name, data }) => ({ path: textOfBytes(`${nodePath(node)}/${name}`), content: textOfBytes(data) })),
    ...node.dependencies.flatMap(crdsOf),
  ];
}

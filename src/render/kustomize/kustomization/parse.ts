import { readYaml, type YamlValue } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import { decode, type Text } from '../fields/index.ts';
import { fromDocument, mapNode, type Node } from '../node/index.ts';
import { deprecationWarnings } from './deprecated.ts';
import type { ConfigMapEntry, HelmChartEntry, HelmGlobalsEntry, OldHelmChartEntry, SecretEntry } from './entries.ts';
import { type Kustomization, writtenKustomization, type WrittenKustomization } from './kustomization.ts';

/** A kustomization file that was read, and what is to be said about it. */
export interface ParsedKustomization {
  readonly kustomization: Kustomization;
  readonly warnings: readonly string[];
}

/** The names that a kustomization file may have. */
export const kustomizationFileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/**
 * Reads a kustomization file as upstream does: through sigs.k8s.io/yaml and a JSON decoder that refuses unknown fields (api 0.20,
 * Kustomization.Unmarshal, FixKustomization, CheckEmpty, EnforceFields).
 *
 * Throws KustomizeError `bad-kustomization`.
 */
export function parseKustomization(bytes: Uint8Array, file: string): ParsedKustomization {
  const { written } = readWritten(bytes, file);
  const kustomization = normalize(written, file);
  checkNotEmpty(written);
  return { kustomization, warnings: deprecationWarnings(written) };
}

/** A kustomization file as it was written, as values too (`null` for an empty file). Throws KustomizeError `bad-kustomization`. */
export function readWritten(
  content: Uint8Array | string,
  file: string,
): { readonly written: WrittenKustomization; readonly value: YamlValue } {
  const reading = readYaml(content, { profile: 'go2', file, documents: 'first' });
  const [problem] = reading.problems;
  if (problem !== undefined) {
    const { line = 1, column = 1, message } = problem;
    throw new KustomizeError('bad-kustomization', `invalid Kustomization: ${message}`, {
      place: { file, line, column },
    });
  }
  const [document] = reading.documents;
  const node: Node = document === undefined ? mapNode([], { file, line: 1, column: 1 }) : fromDocument(document, file);
  return { written: decode(writtenKustomization, node, '', 'bad-kustomization'), value: document?.value ?? null };
}

function normalize(written: WrittenKustomization, file: string): Kustomization {
  const kind = kindOf(written);
  const old = (written.helmChartInflationGenerator ?? []).map(fromOldChart);
  return {
    file,
    fileName: file.slice(file.lastIndexOf('/') + 1),
    place: written.place,
    kind,
    openapi: written.openapi ?? new Map<string, Text>(),
    namePrefix: filled(written.namePrefix),
    nameSuffix: filled(written.nameSuffix),
    namespace: filled(written.namespace),
    commonLabels: written.commonLabels ?? new Map<string, Text>(),
    labels: written.labels ?? [],
    commonAnnotations: written.commonAnnotations ?? new Map<string, Text>(),
    patchesStrategicMerge: written.patchesStrategicMerge ?? [],
    patchesJson6902: written.patchesJson6902 ?? [],
    patches: written.patches ?? [],
    images: [...(written.images ?? []), ...(written.imageTags ?? [])],
    replacements: written.replacements ?? [],
    replicas: written.replicas ?? [],
    vars: written.vars ?? [],
    sortOptions: written.sortOptions,
    resources: [...(written.resources ?? []), ...(written.bases ?? [])],
    components: written.components ?? [],
    crds: written.crds ?? [],
    configMapGenerator: (written.configMapGenerator ?? []).map(withEnvs),
    secretGenerator: (written.secretGenerator ?? []).map(withEnvs),
    helmGlobals: written.helmGlobals ?? old.findLast(({ globals }) => globals !== undefined)?.globals,
    helmCharts: [...(written.helmCharts ?? []), ...old.map(({ chart }) => chart)],
    generatorOptions: written.generatorOptions,
    configurations: written.configurations ?? [],
    generators: written.generators ?? [],
    transformers: written.transformers ?? [],
    validators: written.validators ?? [],
    buildMetadata: written.buildMetadata ?? [],
  };
}

function filled(text: Text | undefined): Text | undefined {
  return text?.text === '' ? undefined : text;
}

function kindOf({ kind, apiVersion, place }: WrittenKustomization): Kustomization['kind'] {
  const name = kind?.text === undefined || kind.text === '' ? 'Kustomization' : kind.text;
  if (name !== 'Kustomization' && name !== 'Component') {
    throw new KustomizeError('bad-kustomization', 'kind should be Kustomization or Component', {
      place: kind?.place ?? place,
    });
  }
  const required = `kustomize.config.k8s.io/${name === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  const version = apiVersion?.text ?? '';
  if (version !== '' && version !== required) {
    const message = `apiVersion for ${name} should be ${required}, not ${version}`;
    throw new KustomizeError('bad-kustomization', message, { place: apiVersion?.place ?? place });
  }
  return name;
}

/** A generator's `env` is one more of `envs`. */
function withEnvs<E extends ConfigMapEntry | SecretEntry>(entry: E): E {
  return entry.env === undefined || entry.env.text === ''
    ? entry
    : { ...entry, envs: [...(entry.envs ?? []), entry.env] };
}

/** Lists and maps count where they are there, also empty ones; those that were put into others only with what they hold. */
function checkNotEmpty(written: WrittenKustomization): void {
  const { apiVersion, kind, place, bases, imageTags, helmChartInflationGenerator, ...fields } = written;
  const texts = ['namePrefix', 'nameSuffix', 'namespace'] as const;
  const said = Object.entries(fields).some(
    ([name, value]) => !texts.some((text) => text === name) || (value as Text).text !== '',
  );
  const moved = [bases, imageTags, helmChartInflationGenerator].some((list) => list !== undefined && list.length > 0);
  if (said || moved) return;
  const message = 'kustomization.yaml is empty: say at least which resources it has (`resources: []` for none)';
  throw new KustomizeError('bad-kustomization', message, { place: apiVersion?.place ?? kind?.place ?? place });
}

/** api 0.20, types.SplitHelmParameters. */
function fromOldChart(old: OldHelmChartEntry): { chart: HelmChartEntry; globals: HelmGlobalsEntry | undefined } {
  const chart = defined({
    place: old.place,
    name: old.chartName,
    version: old.chartVersion,
    repo: old.chartRepoUrl,
    valuesFile: old.values,
    valuesInline: old.valuesLocal,
    valuesMerge: old.valuesMerge,
    releaseName: old.releaseName,
  }) as HelmChartEntry;
  const globals = defined({ place: old.place, chartHome: old.chartHome, configHome: old.helmHome }) as HelmGlobalsEntry;
  return { chart, globals: old.chartHome === undefined && old.helmHome === undefined ? undefined : globals };
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}

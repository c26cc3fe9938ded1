import { type Decoder, dictionary, list, type Struct, struct, type Text, text } from '../fields/index.ts';
import type { Place } from '../node/index.ts';
import {
  configMapEntry,
  type ConfigMapEntry,
  generatorOptions,
  type GeneratorOptionsEntry,
  helmChartEntry,
  type HelmChartEntry,
  helmGlobals,
  type HelmGlobalsEntry,
  imageEntry,
  type ImageEntry,
  labelEntry,
  type LabelEntry,
  objectMeta,
  oldHelmChartEntry,
  patchEntry,
  type PatchEntry,
  replacementEntry,
  type ReplacementEntry,
  replicaEntry,
  type ReplicaEntry,
  secretEntry,
  type SecretEntry,
  sortOptions,
  type SortOptionsEntry,
  varEntry,
  type VarEntry,
} from './entries.ts';

/** Every field of a kustomization file, the deprecated ones too (api 0.20, types.Kustomization). */
export const kustomizationFields = {
  apiVersion: text,
  kind: text,
  metadata: objectMeta,
  openapi: dictionary(text),
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: dictionary(text),
  labels: list(labelEntry),
  commonAnnotations: dictionary(text),
  patchesStrategicMerge: list(text),
  patchesJson6902: list(patchEntry),
  patches: list(patchEntry),
  images: list(imageEntry),
  imageTags: list(imageEntry),
  replacements: list(replacementEntry),
  replicas: list(replicaEntry),
  vars: list(varEntry),
  sortOptions,
  resources: list(text),
  components: list(text),
  crds: list(text),
  bases: list(text),
  configMapGenerator: list(configMapEntry),
  secretGenerator: list(secretEntry),
  helmGlobals,
  helmCharts: list(helmChartEntry),
  helmChartInflationGenerator: list(oldHelmChartEntry),
  generatorOptions,
  configurations: list(text),
  generators: list(text),
  transformers: list(text),
  validators: list(text),
  buildMetadata: list(text),
} as const satisfies Readonly<Record<string, Decoder<unknown>>>;

/** A kustomization file as it was written. */
export type WrittenKustomization = Struct<typeof kustomizationFields>;
export const writtenKustomization: Decoder<WrittenKustomization> = struct(kustomizationFields);

/** A kustomization file in today's fields: what the deprecated ones say stands in those that replace them. */
export interface Kustomization {
  /** As places name it. */
  readonly file: string;
  /** Its name in its folder. */
  readonly fileName: string;
  readonly place: Place;
  readonly kind: 'Kustomization' | 'Component';
  readonly openapi: ReadonlyMap<string, Text>;
  readonly namePrefix: Text | undefined;
  readonly nameSuffix: Text | undefined;
  readonly namespace: Text | undefined;
  readonly commonLabels: ReadonlyMap<string, Text>;
  readonly labels: readonly LabelEntry[];
  readonly commonAnnotations: ReadonlyMap<string, Text>;
  readonly patchesStrategicMerge: readonly Text[];
  readonly patchesJson6902: readonly PatchEntry[];
  readonly patches: readonly PatchEntry[];
  readonly images: readonly ImageEntry[];
  readonly replacements: readonly ReplacementEntry[];
  readonly replicas: readonly ReplicaEntry[];
  readonly vars: readonly VarEntry[];
  readonly sortOptions: SortOptionsEntry | undefined;
  readonly resources: readonly Text[];
  readonly components: readonly Text[];
  readonly crds: readonly Text[];
  readonly configMapGenerator: readonly ConfigMapEntry[];
  readonly secretGenerator: readonly SecretEntry[];
  readonly helmGlobals: HelmGlobalsEntry | undefined;
  readonly helmCharts: readonly HelmChartEntry[];
  readonly generatorOptions: GeneratorOptionsEntry | undefined;
  readonly configurations: readonly Text[];
  readonly generators: readonly Text[];
  readonly transformers: readonly Text[];
  readonly validators: readonly Text[];
  readonly buildMetadata: readonly Text[];
}

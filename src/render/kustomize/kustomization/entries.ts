import {
  any,
  type Decoder,
  dictionary,
  digits,
  flag,
  list,
  type Struct,
  struct,
  text,
  whole,
} from '../fields/index.ts';

/**
 * The entries of a kustomization's lists, and of the configurations of built-in plugins, which have the same fields (kustomize api 0.20 and
 * 0.21, `types/`). A field that is not there is missing.
 */

const gvk = { group: text, version: text, kind: text } as const;

/** Where a field is: see `tables`. */
export const fieldSpecEntry = struct({ ...gvk, path: text, create: flag });
/** What `fieldSpecEntry` reads. */
export type FieldSpecEntry = Entry<typeof fieldSpecEntry>;

/** Which resources are meant: regular expressions and label selectors. */
export const selectorEntry = struct({
  ...gvk,
  name: text,
  namespace: text,
  annotationSelector: text,
  labelSelector: text,
});
/** What `selectorEntry` reads. */
export type SelectorEntry = Entry<typeof selectorEntry>;

/** One of `patches`. Of the options 5.8 knows two by name, 5.7 takes any. */
export const patchEntry = struct({ path: text, patch: text, target: selectorEntry, options: dictionary(flag) });
/** What `patchEntry` reads. */
export type PatchEntry = Entry<typeof patchEntry>;

/** One of `labels`. */
export const labelEntry = struct({
  pairs: dictionary(text),
  includeSelectors: flag,
  includeTemplates: flag,
  fields: list(fieldSpecEntry),
});
/** What `labelEntry` reads. */
export type LabelEntry = Entry<typeof labelEntry>;

/** One of `images`. */
export const imageEntry = struct({ name: text, newName: text, tagSuffix: text, newTag: text, digest: text });
/** What `imageEntry` reads. */
export type ImageEntry = Entry<typeof imageEntry>;

/** One of `replicas`. */
export const replicaEntry = struct({ name: text, count: digits });
/** What `replicaEntry` reads. */
export type ReplicaEntry = Entry<typeof replicaEntry>;

const fieldOptions = struct({ delimiter: text, index: whole, encoding: text, create: flag });

/** One of `replacements`: itself, or the `path` of a file with one or several. */
export const replacementEntry = struct({
  path: text,
  source: struct({ ...gvk, name: text, namespace: text, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: list(
    struct({ select: selectorEntry, reject: list(selectorEntry), fieldPaths: list(text), options: fieldOptions }),
  ),
});
/** What `replacementEntry` reads. */
export type ReplacementEntry = Entry<typeof replacementEntry>;

/** One of `vars`. */
export const varEntry = struct({
  name: text,
  objref: struct({ apiVersion: text, ...gvk, name: text, namespace: text }),
  fieldref: struct({ fieldPath: text }),
});
/** What `varEntry` reads. */
export type VarEntry = Entry<typeof varEntry>;

/** `generatorOptions`, and `options` of a generator. */
export const generatorOptions = struct({
  labels: dictionary(text),
  annotations: dictionary(text),
  disableNameSuffixHash: flag,
  immutable: flag,
});
/** What `generatorOptions` reads. */
export type GeneratorOptionsEntry = Entry<typeof generatorOptions>;

const generator = {
  namespace: text,
  name: text,
  behavior: text,
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options: generatorOptions,
} as const;

/** One of `configMapGenerator`. */
export const configMapEntry = struct(generator);
/** What `configMapEntry` reads. */
export type ConfigMapEntry = Entry<typeof configMapEntry>;

/** One of `secretGenerator`. */
export const secretEntry = struct({ ...generator, type: text });
/** What `secretEntry` reads. */
export type SecretEntry = Entry<typeof secretEntry>;

/** `helmGlobals`. */
export const helmGlobals = struct({ chartHome: text, configHome: text });
/** What `helmGlobals` reads. */
export type HelmGlobalsEntry = Entry<typeof helmGlobals>;

/** One of `helmCharts`. */
export const helmChartEntry = struct({
  name: text,
  version: text,
  repo: text,
  releaseName: text,
  namespace: text,
  additionalValuesFiles: list(text),
  valuesFile: text,
  valuesInline: any,
  valuesMerge: text,
  includeCRDs: flag,
  skipHooks: flag,
  apiVersions: list(text),
  kubeVersion: text,
  nameTemplate: text,
  skipTests: flag,
  debug: flag,
  devel: flag,
});
/** What `helmChartEntry` reads. */
export type HelmChartEntry = Entry<typeof helmChartEntry>;

/** One of the older `helmChartInflationGenerator`. */
export const oldHelmChartEntry = struct({
  chartName: text,
  chartVersion: text,
  chartRepoUrl: text,
  chartHome: text,
  chartRepoName: text,
  helmBin: text,
  helmHome: text,
  values: text,
  valuesLocal: any,
  valuesMerge: text,
  releaseName: text,
  releaseNamespace: text,
  extraArgs: list(text),
});
/** What `oldHelmChartEntry` reads. */
export type OldHelmChartEntry = Entry<typeof oldHelmChartEntry>;

/** `sortOptions`. */
export const sortOptions = struct({
  order: text,
  legacySortOptions: struct({ orderFirst: list(text), orderLast: list(text) }),
});
/** What `sortOptions` reads. */
export type SortOptionsEntry = Entry<typeof sortOptions>;

/** `metadata` of a kustomization. */
export const objectMeta = struct({
  name: text,
  namespace: text,
  labels: dictionary(text),
  annotations: dictionary(text),
});

type Entry<D> = D extends Decoder<infer T> ? T : never;
export type { Struct };

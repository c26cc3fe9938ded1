import { always, listOf, mapOf, nullableList, pointer, scalar, type Shape, struct } from './shape.ts';

const gvk = { group: scalar, version: scalar, kind: scalar } as const;
const selector = {
  ...gvk,
  name: scalar,
  namespace: scalar,
  annotationSelector: scalar,
  labelSelector: scalar,
} as const;
const texts = listOf(scalar, '');
const textMap = mapOf('');
const fieldOptions = struct({ delimiter: scalar, index: scalar, encoding: scalar, create: scalar });
const generatorOptions = struct({
  labels: textMap,
  annotations: textMap,
  disableNameSuffixHash: scalar,
  immutable: scalar,
});
const generator = {
  namespace: scalar,
  name: scalar,
  behavior: scalar,
  literals: texts,
  files: texts,
  envs: texts,
  options: generatorOptions,
} as const;
const patches = listOf(
  struct({
    path: scalar,
    patch: scalar,
    target: struct(selector),
    options: struct({ allowNameChange: scalar, allowKindChange: scalar }),
  }),
  {},
);
const objref = struct({ apiVersion: scalar, ...gvk, name: always(scalar, ''), namespace: scalar });

/**
 * The fields that `kustomize edit` writes, in the order in which it adds them to a file (kustomize 5.8, kustfile determineFieldOrder), and how Go
 * writes what is in them (api 0.21, types). Those that it puts into others (`bases`, `imageTags`) are not among them.
 */
export const kustomizationShape: Readonly<Record<string, Shape>> = {
  apiVersion: scalar,
  kind: scalar,
  metadata: struct({ name: scalar, namespace: scalar, labels: textMap, annotations: textMap }),
  sortOptions: struct({
    order: scalar,
    legacySortOptions: struct({ orderFirst: nullableList, orderLast: nullableList }),
  }),
  resources: texts,
  bases: () => undefined,
  namePrefix: scalar,
  nameSuffix: scalar,
  namespace: scalar,
  crds: texts,
  commonLabels: textMap,
  labels: listOf(
    struct({
      pairs: textMap,
      includeSelectors: scalar,
      includeTemplates: scalar,
      fields: listOf(struct({ ...gvk, path: scalar, create: scalar }), {}),
    }),
    {},
  ),
  commonAnnotations: textMap,
  patchesStrategicMerge: texts,
  patchesJson6902: patches,
  patches,
  configMapGenerator: listOf(struct(generator), {}),
  secretGenerator: listOf(struct({ ...generator, type: scalar }), {}),
  helmCharts: listOf(
    struct({
      name: scalar,
      version: scalar,
      repo: scalar,
      releaseName: scalar,
      namespace: scalar,
      additionalValuesFiles: texts,
      valuesFile: scalar,
      valuesInline: anyMap,
      valuesMerge: scalar,
      includeCRDs: scalar,
      skipHooks: scalar,
      apiVersions: texts,
      kubeVersion: scalar,
      nameTemplate: scalar,
      skipTests: scalar,
      debug: scalar,
      devel: scalar,
    }),
    {},
  ),
  helmChartInflationGenerator: () => undefined,
  helmGlobals: struct({ chartHome: scalar, configHome: scalar }),
  generatorOptions,
  vars: listOf(
    struct({
      name: always(scalar, ''),
      objref: always((value) => objref(value ?? {}), {}),
      fieldref: always(struct({ fieldPath: scalar }), {}),
    }),
    {},
  ),
  images: listOf(struct({ name: scalar, newName: scalar, tagSuffix: scalar, newTag: scalar, digest: scalar }), {}),
  replacements: listOf(
    struct({
      path: scalar,
      source: struct({ ...gvk, name: scalar, namespace: scalar, fieldPath: scalar, options: fieldOptions }),
      sourceValue: pointer,
      targets: listOf(
        struct({
          select: always(struct(selector), null),
          reject: listOf(struct(selector), null),
          fieldPaths: texts,
          options: fieldOptions,
        }),
        null,
      ),
    }),
    {},
  ),
  replicas: listOf(struct({ name: scalar, count: always(scalar, 0) }), { count: 0 }),
  configurations: texts,
  generators: texts,
  transformers: texts,
  validators: texts,
  components: texts,
  openapi: textMap,
  buildMetadata: texts,
};

/** `map[string]interface{}`: as it is, unless it is empty. */
function anyMap(value: Parameters<Shape>[0]): ReturnType<Shape> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? value : undefined;
}

import { any, type Decoder, flag, list, dictionary, struct, text, whole } from '../fields/index.ts';
import {
  configMapEntry,
  fieldSpecEntry,
  helmChartEntry,
  helmGlobals,
  imageEntry,
  objectMeta,
  patchEntry,
  replacementEntry,
  replicaEntry,
  secretEntry,
  selectorEntry,
} from '../kustomization/index.ts';

/** The configurations of kustomize's built-in plugins (api 0.20, internal/builtins). Fields that they do not know they do not see. */

const fieldSpecs = list(fieldSpecEntry);

/** `AnnotationsTransformer` */
export const annotationsConfig = struct({ annotations: dictionary(text), fieldSpecs });

/** `LabelTransformer` */
export const labelConfig = struct({ labels: dictionary(text), fieldSpecs });

/** `NamespaceTransformer`: the namespace is that of its own metadata. */
export const namespaceConfig = struct({
  metadata: objectMeta,
  fieldSpecs,
  unsetOnly: flag,
  setRoleBindingSubjects: text,
});

/** `PrefixTransformer`, `SuffixTransformer`, and `PrefixSuffixTransformer`, which is both. */
export const affixConfig = struct({ prefix: text, suffix: text, fieldSpecs });

/** `ImageTagTransformer` */
export const imageConfig = struct({ imageTag: imageEntry, fieldSpecs });

/** `ReplicaCountTransformer` */
export const replicaConfig = struct({ replica: replicaEntry, fieldSpecs });

/** `PatchTransformer` */
export const patchConfig = patchEntry;

/** `PatchStrategicMergeTransformer` */
export const strategicMergeConfig = struct({ paths: list(text), patches: text });

/** `PatchJson6902Transformer` */
export const jsonPatchConfig = struct({ target: selectorEntry, path: text, jsonOp: text });

/** `ReplacementTransformer` */
export const replacementConfig = struct({ replacements: list(replacementEntry) });

const valueTargets = list(struct({ selector: selectorEntry, fieldPath: text, filePathPosition: whole }));

/** `ValueAddTransformer` */
export const valueAddConfig = struct({ value: text, targets: valueTargets, targetFilePath: text });

/** What the file that `targetFilePath` names holds. */
export const valueTargetsFile = struct({ targets: valueTargets });

/** `IAMPolicyGenerator` */
export const iamPolicyConfig = struct({
  cloud: text,
  kubernetesService: struct({ name: text, namespace: text }),
  serviceAccount: struct({ name: text, projectId: text }),
});

/** Name and namespace where a generator does not say them itself. */
export const metadataConfig = struct({ metadata: objectMeta });

/** `ConfigMapGenerator` */
export const configMapConfig = configMapEntry;

/** `SecretGenerator` */
export const secretConfig = secretEntry;

/** `HelmChartInflationGenerator` */
export const chartConfig = helmChartEntry;

/** The same, what it shares with other charts. */
export const chartGlobalsConfig = helmGlobals;

/** What a decoder gives. */
export type Config<D> = D extends Decoder<infer T> ? T : never;

/** A field that is there, whatever it holds. */
export const presence = struct({ fieldSpecs: any });

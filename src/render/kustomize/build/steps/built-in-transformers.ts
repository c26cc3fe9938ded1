import type { Kustomization, ReplacementEntry } from '../../kustomization/index.ts';
import {
  jsonPatchTransformer,
  type PatchTools,
  patchTransformer,
  strategicMergeTransformer,
} from '../../patches/index.ts';
import { replacementTransformer } from '../../replacements/index.ts';
import type { Transformer } from '../../transformer.ts';
import {
  annotationsTransformer,
  fieldSpecsOf,
  imageTagTransformer,
  labelFieldSpecs,
  labelTransformer,
  namespaceTransformer,
  prefixTransformer,
  replicaCountTransformer,
  suffixTransformer,
  type TransformerConfig,
} from '../../transformers/index.ts';

/**
 * The transformers that the fields of a kustomization ask for, in upstream's order (api 0.20, target/kusttarget_configplugin.go). Files of
 * patches are read here. Throws KustomizeError.
 */
export function builtInTransformers(
  kustomization: Kustomization,
  config: TransformerConfig,
  tools: PatchTools,
): Transformer[] {
  const { namespace, namePrefix, nameSuffix, commonAnnotations } = kustomization;
  return [
    ...strategicMerge(kustomization, tools),
    ...kustomization.patches.map((patch) => patchTransformer(patch, tools)),
    ...(namespace === undefined ? [] : [namespaceTransformer({ namespace, fieldSpecs: config.namespace })]),
    ...(namePrefix === undefined ? [] : [prefixTransformer({ affix: namePrefix, fieldSpecs: config.namePrefix })]),
    ...(nameSuffix === undefined ? [] : [suffixTransformer({ affix: nameSuffix, fieldSpecs: config.nameSuffix })]),
    ...labels(kustomization, config),
    ...(commonAnnotations.size === 0
      ? []
      : [annotationsTransformer({ annotations: commonAnnotations, fieldSpecs: config.commonAnnotations })]),
    ...kustomization.patchesJson6902.map(({ patch, ...entry }) =>
      jsonPatchTransformer({ ...entry, jsonOp: patch }, tools),
    ),
    ...kustomization.replicas.map(({ name, count, place }) =>
      replicaCountTransformer({ name: name?.text ?? '', count, place, fieldSpecs: config.replicas }),
    ),
    ...kustomization.images.map((image) =>
      imageTagTransformer({
        ...image,
        name: image.name ?? { text: '', place: image.place },
        fieldSpecs: config.images,
      }),
    ),
    ...(kustomization.replacements.length === 0
      ? []
      : [replacementTransformer(kustomization.replacements.map(withoutEmptyTargets), tools.files)]),
  ];
}

/** A field without targets reaches upstream's plugin as one that does not say any; a plugin's own configuration may be without. */
function withoutEmptyTargets({ targets = [], ...entry }: ReplacementEntry): ReplacementEntry {
  return targets.length === 0 ? entry : { ...entry, targets };
}

function strategicMerge({ patchesStrategicMerge: paths }: Kustomization, tools: PatchTools): Transformer[] {
  const [first] = paths;
  return first === undefined ? [] : [strategicMergeTransformer({ place: first.place, paths }, tools)];
}

function labels({ labels, commonLabels }: Kustomization, config: TransformerConfig): Transformer[] {
  if (labels.length === 0 && commonLabels.size === 0) return [];
  const own = labels.map(({ pairs = new Map(), includeSelectors = false, includeTemplates = false, fields }) => {
    const fieldSpecs = labelFieldSpecs({ fields: fieldSpecsOf(fields), includeSelectors, includeTemplates }, config);
    return labelTransformer({ labels: pairs, fieldSpecs });
  });
  return [...own, labelTransformer({ labels: commonLabels, fieldSpecs: config.commonLabels })];
}

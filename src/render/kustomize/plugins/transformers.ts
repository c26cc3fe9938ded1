import { addHashes } from '../generators/index.ts';
import { jsonPatchTransformer, patchTransformer, strategicMergeTransformer } from '../patches/index.ts';
import { replacementTransformer } from '../replacements/index.ts';
import type { Resource } from '../resource/index.ts';
import type { FieldSpec } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import {
  annotationsTransformer,
  fieldSpecsOf,
  imageTagTransformer,
  labelTransformer,
  namespaceTransformer,
  prefixTransformer,
  replicaCountTransformer,
  subjectModes,
  suffixTransformer,
} from '../transformers/index.ts';
import {
  affixConfig,
  annotationsConfig,
  type Config,
  imageConfig,
  jsonPatchConfig,
  labelConfig,
  namespaceConfig,
  patchConfig,
  presence,
  replacementConfig,
  replicaConfig,
  strategicMergeConfig,
} from './configs.ts';
import type { Plugin, PluginFactory } from './plugin.ts';
import { read, refuse } from './read.ts';

/**
 * kustomize's built-in transformers by their configuration. Unlike the fields of a kustomization they bring no field specs of their own: what
 * the configuration does not name is not changed.
 */
export const transformerPlugins: Readonly<Record<string, PluginFactory>> = {
  AnnotationsTransformer(config) {
    const { annotations = new Map(), fieldSpecs } = read(annotationsConfig, config);
    return plugin(annotationsTransformer({ annotations, fieldSpecs: fieldSpecsOf(fieldSpecs) }));
  },
  HashTransformer: () => plugin({ name: 'HashTransformer', transform: addHashes }),
  ImageTagTransformer(config) {
    const { imageTag, fieldSpecs, place } = read(imageConfig, config);
    const name = imageTag?.name ?? { text: '', place };
    return plugin(imageTagTransformer({ ...imageTag, name, fieldSpecs: fieldSpecsOf(fieldSpecs) }));
  },
  LabelTransformer(config) {
    const { labels = new Map(), fieldSpecs } = read(labelConfig, config);
    return plugin(labelTransformer({ labels, fieldSpecs: fieldSpecsOf(fieldSpecs) }));
  },
  NamespaceTransformer(config) {
    const { metadata, fieldSpecs, unsetOnly, setRoleBindingSubjects, place } = read(namespaceConfig, config);
    const mode = setRoleBindingSubjects?.text ?? '';
    const subjects = mode === '' ? 'defaultOnly' : subjectModes.find((known) => known === mode);
    if (subjects === undefined) {
      throw refuse(
        config,
        `invalid value "${mode}" for setRoleBindingSubjects: must be one of ${subjectModes.join(', ')}`,
      );
    }
    return plugin(
      namespaceTransformer({
        namespace: metadata?.namespace ?? { text: '', place },
        fieldSpecs: fieldSpecsOf(fieldSpecs),
        unsetOnly: unsetOnly ?? false,
        setRoleBindingSubjects: subjects,
      }),
    );
  },
  PatchJson6902Transformer: (config, tools) => plugin(jsonPatchTransformer(read(jsonPatchConfig, config), tools)),
  PatchStrategicMergeTransformer: (config, tools) =>
    plugin(strategicMergeTransformer(read(strategicMergeConfig, config), tools)),
  PatchTransformer: (config, tools) => plugin(patchTransformer(read(patchConfig, config), tools)),
  PrefixTransformer: (config) => plugin(prefix(config)),
  PrefixSuffixTransformer(config) {
    const steps = [prefix(config), suffix(config)];
    return plugin({
      name: 'PrefixSuffixTransformer',
      transform(resources, context) {
        for (const step of steps) step.transform(resources, context);
      },
    });
  },
  ReplacementTransformer(config, { files }) {
    const { replacements = [] } = read(replacementConfig, config);
    return plugin(replacementTransformer(replacements, files));
  },
  ReplicaCountTransformer(config) {
    const { replica, fieldSpecs, place } = read(replicaConfig, config);
    return plugin(
      replicaCountTransformer({
        name: replica?.name?.text ?? '',
        count: replica?.count,
        place: replica?.place ?? place,
        fieldSpecs: fieldSpecsOf(fieldSpecs),
      }),
    );
  },
  SuffixTransformer: (config) => plugin(suffix(config)),
};

function plugin(transformer: Transformer): Plugin {
  return { kind: 'transformer', transformer };
}

function prefix(config: Resource): Transformer {
  const entry = read(affixConfig, config);
  const affix = entry.prefix ?? { text: '', place: entry.place };
  return prefixTransformer({ affix, fieldSpecs: requiredSpecs(config, entry) });
}

function suffix(config: Resource): Transformer {
  const entry = read(affixConfig, config);
  const affix = entry.suffix ?? { text: '', place: entry.place };
  return suffixTransformer({ affix, fieldSpecs: requiredSpecs(config, entry) });
}

function requiredSpecs(config: Resource, { fieldSpecs }: Config<typeof affixConfig>): readonly FieldSpec[] {
  if (read(presence, config).fieldSpecs === undefined) {
    throw refuse(config, 'fieldSpecs is not expected to be nil: name the fields, such as path: metadata/name');
  }
  return fieldSpecsOf(fieldSpecs);
}

export { type AnnotationOptions, annotationsTransformer } from './annotations.ts';
export {
  ConfigMerger,
  emptyConfig,
  fieldSpecsOf,
  type NameReference,
  readCrdConfigs,
  readTransformerConfig,
  type TransformerConfig,
} from './config/index.ts';
export { imageTagTransformer, type ImageTagOptions } from './images/index.ts';
export { labelFieldSpecs, type LabelFields, type LabelOptions, labelTransformer } from './labels.ts';
export { withoutLocalConfig } from './local-config.ts';
export { type NameAffixOptions, prefixTransformer, suffixTransformer } from './name-affix.ts';
export { type NamespaceOptions, namespaceTransformer, type SubjectMode, subjectModes } from './namespace.ts';
export { nameReferenceTransformer } from './references/index.ts';
export { type ReplicaCountOptions, replicaCountTransformer } from './replicas.ts';
export {
  addVariables,
  mergeVariables,
  resolveVariables,
  variable,
  type Variable,
  type VariableInput,
  type Variables,
} from './vars/index.ts';

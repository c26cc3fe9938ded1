export { readCrdConfigs } from './crd-config.ts';
export { fieldSpecsOf, readTransformerConfig } from './read-config.ts';
export { ConfigMerger, emptyConfig, type NameReference, type TransformerConfig } from './transformer-config.ts';

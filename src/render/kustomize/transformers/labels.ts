import { fieldSpec, type FieldSpec } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import type { TransformerConfig } from './config/index.ts';
import { entriesTransformer } from './entries.ts';
import { mergeFieldSpecs } from './field-spec/index.ts';
import type { Text } from '../fields/index.ts';

/** What a label transformer is told. */
export interface LabelOptions {
  readonly labels: ReadonlyMap<string, Text>;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Sets labels (kustomize api 0.20, LabelTransformer). */
export function labelTransformer({ labels, fieldSpecs }: LabelOptions): Transformer {
  return entriesTransformer('LabelTransformer', labels, fieldSpecs);
}

/** Where an entry of `labels:` wants its labels. */
export interface LabelFields {
  /** Fields of its own. */
  readonly fields: readonly FieldSpec[];
  readonly includeSelectors: boolean;
  readonly includeTemplates: boolean;
}

const metadataLabels = fieldSpec({ path: 'metadata/labels', create: true });

/**
 * The fields of an entry of `labels:`; those of `commonLabels:` are the configuration's `commonLabels` (kustomize api 0.20,
 * target/kusttarget_configplugin.go). Throws `transformer` where they contradict each other.
 */
export function labelFieldSpecs(entry: LabelFields, config: TransformerConfig): readonly FieldSpec[] {
  const own = mergeFieldSpecs(entry.fields, config.labels);
  if (entry.includeSelectors) return mergeFieldSpecs(own, config.commonLabels);
  const templates = entry.includeTemplates ? mergeFieldSpecs(own, config.templateLabels) : own;
  return mergeFieldSpecs(templates, [metadataLabels]);
}

import type { FieldSpec } from '../tables/index.ts';
import type { Transformer } from '../transformer.ts';
import { entriesTransformer } from './entries.ts';
import type { Text } from '../fields/index.ts';

/** What an annotations transformer is told. */
export interface AnnotationOptions {
  readonly annotations: ReadonlyMap<string, Text>;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Sets annotations (kustomize api 0.20, AnnotationsTransformer). */
export function annotationsTransformer({ annotations, fieldSpecs }: AnnotationOptions): Transformer {
  return entriesTransformer('AnnotationsTransformer', annotations, fieldSpecs);
}

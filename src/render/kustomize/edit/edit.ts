import type { ImageOverride } from '../../renderer.ts';

/** Labels or annotations that are set, and what becomes of those that are there: `add` refuses them unless it is forced. */
interface MetadataEdit {
  readonly pairs: Readonly<Record<string, string>>;
  readonly mode: 'set' | 'add';
  readonly force?: boolean;
}

/** A change to a kustomization file, as the verbs of `kustomize edit set` and `kustomize edit add` make them. */
export type KustomizationEdit =
  | { readonly kind: 'namePrefix' | 'nameSuffix' | 'namespace'; readonly value: string }
  /** Each in place of the entry of its name; `*` keeps what is there. */
  | { readonly kind: 'images'; readonly images: readonly ImageOverride[] }
  | { readonly kind: 'replicas'; readonly replicas: readonly { readonly name: string; readonly count: number }[] }
  /** Those without selectors go into `labels`, the others into `commonLabels`. */
  | (MetadataEdit & {
      readonly kind: 'labels';
      readonly withoutSelector?: boolean;
      readonly includeTemplates?: boolean;
    })
  | (MetadataEdit & { readonly kind: 'annotations' });

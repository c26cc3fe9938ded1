import type { Files } from './load/index.ts';
import type { SchemasInUse } from './openapi/index.ts';
import type { ResourceList } from './resource/index.ts';

/**
 * What one entry of a kustomization does to the resources that it has accumulated. One folder holds the built-in ones, which the fields of a kustomization and
 * the external configuration (`apiVersion: builtin`) make alike.
 *
 * Throws KustomizeError for what upstream refuses.
 */
export interface Transformer {
  /** As upstream names it, such as `NamespaceTransformer`: it stands in `changedBy`. */
  readonly name: string;
  transform(resources: ResourceList, context: BuildContext): void;
}

export type { ResourceList } from './resource/index.ts';

/** What a step of a build may use. */
export interface BuildContext {
  /** Which kustomize is stood in for. */
  readonly profile: KustomizeProfile;
  /** What the kustomization that the step belongs to may read. */
  readonly files: Files;
  readonly schemas: SchemasInUse;
  /** A line that the real tool writes to stderr. */
  warn(message: string): void;
  /** Between resources and in long loops: throws RenderStopped when the time is up. */
  checkpoint(): void;
}

/** The versions of kustomize whose behaviour is known: 5.7 is api 0.20, 5.8 is api 0.21. */
export type KustomizeProfile = '5.7' | '5.8';

import type { MapNode } from '../node/index.ts';
import type { Origin } from './origin.ts';
import type { ResourceId, Scopes } from './resource-id.ts';

/** What a generator's resource does where one of its id is there already. */
export type GeneratorBehavior = 'unspecified' | 'create' | 'replace' | 'merge';

/** A name that a resource had before. Its group and version are those of now (kustomize api 0.20, utils.PrevIds). */
export interface PreviousName {
  readonly kind: string;
  /** The effective one of then. */
  readonly namespace: string;
  readonly name: string;
}

/**
 * One resource of a build. Upstream keeps what is here beside `root` in annotations below `internal.config.kubernetes.io/` (kustomize
 * api 0.20, resource.Resource), which it takes off at the end; a user who writes those annotations is heard as upstream hears him.
 */
export interface Resource {
  /** The object itself. */
  root: MapNode;
  /** Shared by all resources of a build; it follows the schema in use. */
  readonly scopes: Scopes;
  /** The names that it had before names, namespaces and kinds were changed, the oldest first. */
  previous: PreviousName[];
  /** What was put before and behind its name, in the order in which it was. */
  prefixes: string[];
  suffixes: string[];
  /** The current ids of the resources that name it; where they change it with its name, it may be renamed with them. */
  referredBy: ResourceId[];
  behavior: GeneratorBehavior;
  /** Whether the name gets the hash of the content at the end. */
  needsHash: boolean;
  /** Patches of this resource may change its name or kind. */
  allowNameChange: boolean;
  allowKindChange: boolean;
  /** The names of the variables that take their values from it. */
  varNames: string[];
  /** Where it comes from and what changed it since, where `buildMetadata` asks for that (api 0.20, resource.Origin). */
  origin: Origin | undefined;
  transformations: Origin[];
}

/** The resources of a build in their order (kustomize's ResMap). */
export type ResourceList = Resource[];

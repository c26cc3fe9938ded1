import type { MapNode } from '../node/index.ts';
import type { ResourceId } from './resource-id.ts';

/** What a generator's resource does where one of its id is there already. */
export type GeneratorBehavior = 'unspecified' | 'create' | 'replace' | 'merge';

/**
 * One resource of a build. Upstream keeps what is here beside `root` in annotations below `internal.config.kubernetes.io/` (kustomize
 * api 0.20, resource.Resource), which it takes off at the end; a user who writes those annotations is heard as upstream hears him.
 */
export interface Resource {
  /** The object itself. */
  root: MapNode;
  /** The ids that it had before names, namespaces and kinds were changed, the oldest first. */
  readonly previousIds: ResourceId[];
  /** What was put before and behind its name, in the order in which it was. */
  readonly prefixes: string[];
  readonly suffixes: string[];
  /** The current ids of the resources that name it; where they change it with its name, it may be renamed with them. */
  readonly referredBy: ResourceId[];
  behavior: GeneratorBehavior;
  /** Whether the name gets the hash of the content at the end. */
  needsHash: boolean;
  /** Patches of this resource may change its name or kind. */
  allowNameChange: boolean;
  allowKindChange: boolean;
}

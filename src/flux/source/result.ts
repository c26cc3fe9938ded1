import type { JsonObject } from '../../base/index.ts';
import type { OwnerEvent } from '../../engine/index.ts';

/** An artifact as `status.artifact` names it. */
export type ArtifactStatus = JsonObject & { readonly revision: string; readonly digest: string };

/** What an Event says. */
interface Told {
  readonly reason: string;
  readonly message: string;
}

/** A source whose artifact is stored. */
export interface StoredSource {
  readonly kind: 'stored';
  readonly artifact: ArtifactStatus;
  /** Of the conditions Ready and ArtifactInStorage. */
  readonly reason: string;
  readonly message: string;
  /** What else status says; a member that is null goes. */
  readonly observed: JsonObject;
  /** That a signature was verified; absent where none was asked for. */
  readonly verified?: string;
  /** The Event about an artifact that is new, and the one after a failure. */
  readonly news: Told & { readonly recovered: string | Told };
  /** The Event about an artifact that has not changed, where it is another than that of most sources. */
  readonly unchanged?: Told;
}

/** A source that could not be read or built. */
export interface FailedSource {
  readonly kind: 'failed';
  /** The condition that says so. */
  readonly condition: 'FetchFailed' | 'BuildFailed' | 'SourceVerified';
  readonly reason: string;
  readonly message: string;
  /** Nothing but a change of the spec, or of what it names, will help. */
  readonly stalled: boolean;
  /** What upstream was about: else it is told from the status. */
  readonly doing?: string;
  /** What is newer than the artifact, where that was found out before the failure. */
  readonly outdated?: string;
  readonly observed?: JsonObject;
  /** An Event of type Normal instead of a warning. */
  readonly quiet?: boolean;
  /** Events before the one about the failure. */
  readonly events?: readonly OwnerEvent[];
}

/** How one look at a source ended. */
export type SourceResult = StoredSource | FailedSource | { readonly kind: 'suspended' };

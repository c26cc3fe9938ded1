import type { KubeObject } from '../../../base/index.ts';
import type { ManagedKind } from '../managed-kind.ts';

/** A server-side apply. */
export interface ManagedApply {
  readonly kind: ManagedKind;
  /** The live object; undefined where there is none yet. */
  readonly live: KubeObject | undefined;
  /** The configuration, as the request sent it. */
  readonly applied: KubeObject;
  /** The request's `fieldManager`. */
  readonly manager: string;
  /** Whether to take fields from who owns them. */
  readonly force: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

import type { Clock, KubeObject, Logger } from '../../../base/index.ts';
import type { Delivery, Outcome, Tracker } from '../../../engine/index.ts';
import type { AccountsSource, Authorizer, SignIn, Subject, TokenPorts } from '../../auth/index.ts';
import {
  type DeliveryKind,
  type DeliveryPages,
  deliveryIdOf,
  type DeliveryWatch,
  type Entry,
} from '../../deliveries/index.ts';
import type { ApiResource, KubeClient } from '../../../kube/index.ts';
import type { RecordedRead } from '../../../render/index.ts';
import type { ClusterObjects, WatchedTrees } from '../../objects/index.ts';
import type { ChartValueView } from '../../contract/index.ts';
import { ApiError } from '../http/index.ts';

/** What a look at a delivery found. */
export type LookedAt = Pick<Outcome, 'revision' | 'sourceType' | 'warnings' | 'objects' | 'plan' | 'failure'>;

/** What is looked for beside what differs. */
export interface LookOptions {
  /** Alters what is asked for, where the engine delivers it. */
  readonly change?: (delivery: Delivery) => Delivery;
  /** What the next reconcile would do is asked, too; `forced`: also where nothing asks for one. A plan of the engine says it anyway. */
  readonly acting?: 'asked' | 'forced';
}

/** What a delivery wants, what lives, and what differs, found out without changing anything. */
export interface Looks {
  readonly objects: ClusterObjects;
  /** What a pass over the owner would find and do. Throws SlipwayError `blocked` where the owner can not be delivered, KubeError and SourceError. */
  plan(owner: KubeObject, signal: AbortSignal, options?: LookOptions): Promise<LookedAt>;
  /** What the render of the last `plan` of an owner read. */
  reads(owner: KubeObject): readonly RecordedRead[];
  /** What a chart of the owner is rendered with, and who set it; none where it has no chart. Values out of Secrets are masked. Throws KubeError. */
  values(owner: KubeObject, signal: AbortSignal): Promise<readonly ChartValueView[]>;
  /** What an object would become if it were applied now, by a dry run; the object itself where the server refuses that. Throws KubeError. */
  predict(owner: KubeObject, desired: KubeObject, signal: AbortSignal): Promise<KubeObject>;
}

/** What the routes stand on. */
export interface V1Ports {
  readonly accounts: () => AccountsSource | undefined;
  readonly signIn: SignIn;
  /** Where tokens for machines are kept. */
  readonly tokens: TokenPorts;
  readonly authorizer: Authorizer;
  readonly deliveries: DeliveryWatch;
  readonly pages: DeliveryPages;
  /** Undefined while the process starts. */
  readonly looks: () => Looks | undefined;
  readonly trees: WatchedTrees;
  /** Where everything of the home cluster is written. */
  readonly home: KubeClient;
  /** Read the marks by which an object names its delivery. */
  readonly trackers: readonly Tracker[];
  /** Dialects that another controller acts for, and why. */
  readonly observing: () => ReadonlyMap<string, string>;
  /** Names this process' change log. */
  readonly epoch: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A delivery that somebody may see. */
export interface VisibleDelivery {
  readonly kind: DeliveryKind;
  readonly resource: ApiResource;
  readonly owner: KubeObject;
  readonly entry: Entry;
}

/**
 * The delivery that a path names. Throws ApiError `not-found` alike where there is none and where the subject may not see it, and `forbidden`
 * where they may see it and not act on it.
 */
export function visibleDelivery(
  { deliveries, authorizer }: V1Ports,
  subject: Subject,
  { kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string },
  verb: 'read' | 'act' = 'read',
): VisibleDelivery {
  if (!deliveries.ready) throw new ApiError('not-ready', 'deliveries are still being read', { retryAfterSeconds: 1 });
  const found = deliveries.owner(kind, namespace, name);
  const entry = found === undefined ? undefined : deliveries.index.get(deliveryIdOf(found.object));
  if (found === undefined || entry === undefined || !authorizer.may(subject, 'read', entry.row)) {
    throw new ApiError('not-found', 'there is no such delivery', { object: `${kind}/${namespace}/${name}` });
  }
  if (verb === 'act' && !authorizer.may(subject, 'act', entry.row)) {
    throw new ApiError('forbidden', 'you may look, and not act', { object: entry.row.id });
  }
  return { kind: found.kind, resource: found.resource, owner: found.object, entry };
}

/** The looks, once the process has started. Throws ApiError `not-ready`. */
export function looksOf({ looks }: V1Ports): Looks {
  const found = looks();
  if (found === undefined) throw new ApiError('not-ready', 'Slipway is still starting', { retryAfterSeconds: 1 });
  return found;
}

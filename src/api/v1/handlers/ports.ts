import type { Clock, KubeObject, Logger } from '../../../base/index.ts';
import type { Tracker } from '../../../engine/index.ts';
import type { AccountsSource, Authorizer, SignIn, Subject } from '../../auth/index.ts';
import {
  type DeliveryKind,
  type DeliveryPages,
  deliveryIdOf,
  type DeliveryWatch,
  type Entry,
} from '../../deliveries/index.ts';
import type { ApiResource } from '../../../kube/index.ts';
import { ApiError } from '../http/index.ts';

/** What the routes stand on. */
export interface V1Ports {
  readonly accounts: () => AccountsSource | undefined;
  readonly signIn: SignIn;
  readonly authorizer: Authorizer;
  readonly deliveries: DeliveryWatch;
  readonly pages: DeliveryPages;
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

import { gvkOf } from '../../base/index.ts';
import type { ApplyTarget } from '../apply/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Engine } from '../engine.ts';
import type { LiveView } from '../live/index.ts';

/** Where and how the actions of a delivery are carried out. */
export function applyTarget(
  engine: Pick<Engine, 'options'>,
  delivery: Delivery,
  view: Pick<LiveView, 'client' | 'observe' | 'wrote' | 'deleted'>,
  signal: AbortSignal,
): ApplyTarget {
  const dryRun = delivery.request?.dryRun ?? false;
  return {
    client: view.client,
    policy: delivery.apply,
    prune: delivery.prune,
    restrictions: delivery.restrictions,
    ignored: delivery.ignored,
    dryRun,
    metrics: engine.options.metrics,
    clock: engine.options.clock,
    resourceOf: (object) => view.observe(gvkOf(object), object.metadata.namespace ?? delivery.namespace, signal),
    // What a dry run gives back is not there.
    wrote: (_key, object) => (dryRun ? undefined : view.wrote(object)),
    deleted: (live) => view.deleted(live),
  };
}

import { gvkOf } from '../../base/index.ts';
import type { ApplyTarget } from '../apply/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Engine } from '../engine.ts';
import type { LiveView } from '../live/index.ts';

/** Where and how the actions of a delivery are carried out. */
export function applyTarget(engine: Engine, delivery: Delivery, view: LiveView, signal: AbortSignal): ApplyTarget {
  return {
    client: view.client,
    policy: delivery.apply,
    prune: delivery.prune,
    dryRun: delivery.request?.dryRun ?? false,
    metrics: engine.options.metrics,
    resourceOf: (object) => view.observe(gvkOf(object), object.metadata.namespace ?? delivery.namespace, signal),
    wrote: (_key, object) => view.wrote(object),
    deleted: (live) => view.deleted(live),
  };
}

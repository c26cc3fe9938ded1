import type { Clock } from '../../base/index.ts';
import type { Dialect } from '../../engine/index.ts';
import { fluxFinalizer, kustomizeController, kustomizeGroup } from '../names.ts';
import { placeLive, prepareObject } from './prepare.ts';
import { progressOf } from './progress.ts';
import { reportKustomization } from './report.ts';
import { translateKustomization } from './translate.ts';

/** Flux's Kustomization, as kustomize-controller v1.9 understands it. */
export function kustomizationDialect(clock: Clock): Dialect {
  return {
    kind: { group: kustomizeGroup, version: 'v1', kind: 'Kustomization' },
    component: kustomizeController,
    statusManager: 'gotk-kustomize-controller',
    finalizer: fluxFinalizer,
    tellsHealth: false,
    ownsFinalizer: (finalizer) => finalizer === fluxFinalizer,
    translate: translateKustomization,
    prepare: (object, delivery, namespaced) => prepareObject(object, delivery, namespaced),
    placeLive,
    progress: progressOf,
    report: (owner, what) => reportKustomization(owner, what, clock.now()),
  };
}

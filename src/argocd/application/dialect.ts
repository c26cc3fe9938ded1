import type { Clock } from '../../base/index.ts';
import type { Dialect } from '../../engine/index.ts';
import { applicationController, applicationKind, argoGroup, resourcesFinalizer } from '../names.ts';
import { placeLive, prepareApplicationObject } from './prepare.ts';
import { progressOfApplication } from './operation/progress.ts';
import { reportApplication } from './status/report.ts';
import { translateApplication } from './translate.ts';

/** Argo CD's Application, as the application controller of v3 understands it. */
export function applicationDialect(options: { readonly controlPlane: string; readonly clock: Clock }): Dialect {
  const { controlPlane, clock } = options;
  return {
    kind: { group: argoGroup, version: 'v1alpha1', kind: applicationKind },
    component: applicationController,
    statusManager: applicationController,
    finalizer: undefined,
    tellsHealth: true,
    ownsFinalizer: (finalizer) => finalizer.startsWith(resourcesFinalizer),
    translate: (owner, context) => translateApplication(owner, controlPlane, context),
    prepare: (object, delivery, namespaced) => prepareApplicationObject(object, delivery, controlPlane, namespaced),
    placeLive,
    progress: progressOfApplication,
    report: (owner, what) => reportApplication(owner, what, { controlPlane, now: clock.now() }),
  };
}

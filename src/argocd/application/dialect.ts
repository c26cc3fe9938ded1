import type { Clock } from '../../base/index.ts';
import type { Dialect } from '../../engine/index.ts';
import { applicationController, argoGroup, resourcesFinalizer } from '../names.ts';
import { prepareApplicationObject } from './prepare.ts';
import { progressOfApplication } from './progress.ts';
import { reportApplication } from './report.ts';
import { translateApplication } from './translate.ts';

/** Argo CD's Application, as the application controller of v3 understands it. */
export function applicationDialect(options: { readonly controlPlane: string; readonly clock: Clock }): Dialect {
  const { controlPlane, clock } = options;
  return {
    kind: { group: argoGroup, version: 'v1alpha1', kind: 'Application' },
    component: applicationController,
    statusManager: applicationController,
    finalizer: undefined,
    ownsFinalizer: (finalizer) => finalizer.startsWith(resourcesFinalizer),
    translate: (owner, context) => translateApplication(owner, controlPlane, context),
    prepare: (object, delivery, namespaced) => prepareApplicationObject(object, delivery, controlPlane, namespaced),
    progress: progressOfApplication,
    report: (owner, what) => reportApplication(owner, what, { controlPlane, now: clock.now() }),
  };
}

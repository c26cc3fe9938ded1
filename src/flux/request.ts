import { jsonAt, type KubeObject } from '../base/index.ts';
import { requestedAtAnnotation } from './names.ts';

/** Whether somebody asks for a reconciliation now that has not been handled yet (`flux reconcile`). */
export function isRequested(owner: KubeObject): boolean {
  const requested = owner.metadata.annotations?.[requestedAtAnnotation];
  return requested !== undefined && requested !== jsonAt(owner, 'status', 'lastHandledReconcileAt');
}

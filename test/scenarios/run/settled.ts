import { isJsonObject, type Json, jsonAt, type KubeObject } from '../../../src/base/index.ts';

/**
 * Why a controller has visibly not finished with a custom resource, or undefined where nothing says so. It is what `flux` and
 * `argocd` wait for: that the request was handled, that the generation was seen, that no work is under way.
 */
export function unsettled(owner: KubeObject): string | undefined {
  if (owner.metadata.deletionTimestamp !== undefined) return 'is being deleted';
  return owner.apiVersion.startsWith('argoproj.io/') ? argoUnsettled(owner) : fluxUnsettled(owner);
}

function fluxUnsettled(owner: KubeObject): string | undefined {
  if (jsonAt(owner, 'spec', 'suspend') === true) return undefined;
  // It is data alone, and has no status.
  if (owner.kind === 'HelmRepository' && jsonAt(owner, 'spec', 'type') === 'oci') return undefined;
  const requested = owner.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
  if (requested !== undefined && jsonAt(owner, 'status', 'lastHandledReconcileAt') !== requested) {
    return 'has an unhandled request';
  }
  const ready = condition(owner, 'Ready');
  if (ready === undefined) return 'has no Ready condition';
  if (jsonAt(ready, 'observedGeneration') !== owner.metadata.generation) return 'has an unseen generation';
  const reconciling = condition(owner, 'Reconciling');
  return jsonAt(reconciling, 'reason') === 'Progressing' ? 'is progressing' : undefined;
}

function argoUnsettled(owner: KubeObject): string | undefined {
  if (owner.kind !== 'Application') return undefined;
  if (owner['operation'] !== undefined) return 'has an operation that was not started';
  if (owner.metadata.annotations?.['argocd.argoproj.io/refresh'] !== undefined) return 'has an unhandled refresh';
  const phase = jsonAt(owner, 'status', 'operationState', 'phase');
  if (phase === 'Running' || phase === 'Terminating') return `has an operation that is ${phase}`;
  const seen = jsonAt(owner, 'status', 'reconciledAt') ?? jsonAt(owner, 'status', 'conditions');
  return seen === undefined ? 'was never reconciled' : undefined;
}

function condition(owner: KubeObject, type: string): Json | undefined {
  const conditions = jsonAt(owner, 'status', 'conditions');
  if (!Array.isArray(conditions)) return undefined;
  return conditions.find((item) => isJsonObject(item) && item['type'] === type);
}

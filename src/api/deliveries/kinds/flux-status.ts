import { jsonAt, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { inClusterName, inClusterServer } from '../../../argocd/index.ts';
import type { HealthWord, OperationPhaseWord } from '../../contract/index.ts';
import { conditionOf, firstLine, newest } from './fields.ts';

/** How an object of Flux is, by its condition Ready. */
export function healthOf(owner: KubeObject): { status: HealthWord; why?: string } {
  const ready = conditionOf(owner, 'Ready');
  const why = firstLine(textAt(ready, 'message'));
  switch (textAt(ready, 'status')) {
    case 'True':
      return { status: 'Healthy' };
    case 'False':
      return { status: textAt(ready, 'reason') === 'DependencyNotReady' ? 'Progressing' : 'Degraded', why };
    case 'Unknown':
      return { status: 'Progressing', ...(why === '' ? {} : { why }) };
    default:
      return { status: 'Unknown' };
  }
}

/** Where the last reconcile of an object of Flux stands. */
export function phaseOf(owner: KubeObject): { phase: OperationPhaseWord; at: string } | undefined {
  const ready = conditionOf(owner, 'Ready');
  const reconciling = conditionOf(owner, 'Reconciling');
  if (ready === undefined) return undefined;
  const at = textAt(ready, 'lastTransitionTime');
  if (textAt(ready, 'status') === 'True') return { phase: 'Succeeded', at };
  if (textAt(ready, 'status') === 'Unknown')
    return { phase: 'Running', at: textAt(reconciling, 'lastTransitionTime') || at };
  return { phase: reconciling === undefined ? 'Failed' : 'Retrying', at };
}

/** Where an object of Flux delivers to. */
export function clusterOf(owner: KubeObject): { name: string; server: string } {
  const name = textAt(owner, 'spec', 'kubeConfig', 'secretRef', 'name');
  if (jsonAt(owner, 'spec', 'kubeConfig') === undefined) return { name: inClusterName, server: inClusterServer };
  return { name: name || 'remote', server: `Secret/${owner.metadata.namespace ?? ''}/${name}` };
}

/** When a condition of an object of Flux last changed. */
export function changedAt(owner: KubeObject): string {
  return newest([
    ...objectsAt(owner, 'status', 'conditions').map((condition) => condition['lastTransitionTime']),
    owner.metadata.creationTimestamp,
  ]);
}

import { jsonAt, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { inClusterName, inClusterServer } from '../../../argocd/index.ts';
import type { ActionName, CommitView, DeliveryRow, HealthWord, OperationPhaseWord } from '../../contract/index.ts';
import { commonRow, conditionOf, conditionsOf, firstLine, newest, optionalText, problemOf } from './fields.ts';
import type { KindDetail } from './kind.ts';

/** How an object of Flux is, by its condition Ready. */
function healthOf(owner: KubeObject): { status: HealthWord; why?: string } {
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
function phaseOf(owner: KubeObject): { phase: OperationPhaseWord; at: string } | undefined {
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
function clusterOf(owner: KubeObject): { name: string; server: string } {
  const name = textAt(owner, 'spec', 'kubeConfig', 'secretRef', 'name');
  if (jsonAt(owner, 'spec', 'kubeConfig') === undefined) return { name: inClusterName, server: inClusterServer };
  return { name: name || 'remote', server: `Secret/${owner.metadata.namespace ?? ''}/${name}` };
}

/** When a condition of an object of Flux last changed. */
function changedAt(owner: KubeObject): string {
  return newest([
    ...objectsAt(owner, 'status', 'conditions').map((condition) => condition['lastTransitionTime']),
    owner.metadata.creationTimestamp,
  ]);
}

/** The members of a row that all objects of Flux which deliver give alike. */
export function fluxRow(
  owner: KubeObject,
): ReturnType<typeof commonRow> &
  Pick<DeliveryRow, 'dialect' | 'cluster' | 'health' | 'operation' | 'automated' | 'suspended' | 'changedAt'> {
  const run = phaseOf(owner);
  return {
    ...commonRow(owner),
    dialect: 'flux',
    cluster: clusterOf(owner),
    health: healthOf(owner),
    ...(run === undefined ? {} : { operation: { phase: run.phase, ...timesOf(run) } }),
    automated: true,
    suspended: isSuspended(owner),
    changedAt: changedAt(owner),
  };
}

/** The members of a detail that all objects of Flux which deliver give alike; `what` was done last, at `revision`. */
export function fluxDetail(
  owner: KubeObject,
  what: string,
  revision: CommitView | undefined,
): Pick<KindDetail, 'health' | 'operation' | 'problems' | 'conditions' | 'links'> {
  const ready = conditionOf(owner, 'Ready');
  const message = textAt(ready, 'message');
  const run = phaseOf(owner);
  // The answer to a request stays in the status for good: only where a run ended after it, that run was asked for.
  const asked = textAt(owner, 'status', 'lastHandledReconcileAt');
  const isAsked = run !== undefined && Math.abs(Date.parse(asked) - Date.parse(run.at)) < requestMs;
  return {
    health: { ...healthOf(owner), ...optionalText('since', jsonAt(ready, 'lastTransitionTime')) },
    ...(run === undefined
      ? {}
      : {
          operation: {
            phase: run.phase,
            what,
            by: isAsked ? 'requested' : 'automated',
            automated: !isAsked,
            ...timesOf(run),
            attempt: 0,
            ...(revision === undefined ? {} : { revision }),
            message,
            results: [],
            truncated: 0,
            waves: [],
            dryRun: false,
          },
        }),
    problems: textAt(ready, 'status') === 'False' ? [problemOf(textAt(ready, 'reason'), message)] : [],
    conditions: conditionsOf(owner),
    links: [],
  };
}

/** The policies that all objects of Flux which deliver have alike. */
export function fluxPolicy(
  owner: KubeObject,
): Pick<KindDetail['policy'], 'automated' | 'suspended' | 'suspendedBy' | 'interval'> {
  return {
    automated: true,
    suspended: isSuspended(owner),
    ...optionalText('suspendedBy', owner.metadata.annotations?.['reconcile.fluxcd.io/suspended-by']),
    ...optionalText('interval', jsonAt(owner, 'spec', 'interval')),
  };
}

/** Why an action on an object of Flux makes no sense now. */
export function fluxRefusal(owner: KubeObject, action: ActionName): string | undefined {
  const suspended = isSuspended(owner);
  if (owner.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  if (action === 'suspend') return suspended ? 'it is suspended already' : undefined;
  if (action === 'resume') return suspended ? undefined : 'it is not suspended';
  return suspended && action !== 'delete' ? 'it is suspended: resume it first' : undefined;
}

/** How long a requested run may take to end. */
const requestMs = 10 * 60_000;

function isSuspended(owner: KubeObject): boolean {
  return jsonAt(owner, 'spec', 'suspend') === true;
}

function timesOf(run: { readonly phase: OperationPhaseWord; readonly at: string }): {
  startedAt: string;
  finishedAt?: string;
} {
  return { startedAt: run.at, ...(run.phase === 'Running' ? {} : { finishedAt: run.at }) };
}
